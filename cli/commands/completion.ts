/** `headroom completion`: the script by which a shell completes commands, options and names. */
import { type Command, defineCommand } from '../command.js';
import { SCRIPTS } from '../completion/scripts.js';

interface CompletionArguments {
  shell: keyof typeof SCRIPTS;
}

/** `headroom completion`: prints the script of a shell. */
export const completionCommand: Command<CompletionArguments> = defineCommand({
  command: 'completion [shell]',
  describe: 'complete commands and names in your shell',
  about:
    'Prints the script by which a shell completes commands, options, ready scenarios, policies and GPU systems. It needs `headroom` on the PATH.',
  examples: [
    ['completion bash >> ~/.bashrc', 'for bash'],
    ['completion zsh >> ~/.zshrc', 'for zsh'],
    ['completion fish > ~/.config/fish/completions/headroom.fish', 'for fish'],
  ],
  builder: (yargs) =>
    yargs.positional('shell', {
      choices: ['bash', 'zsh', 'fish'] as const,
      default: 'bash' as const,
      describe: 'which shell',
    }),
  handler: ({ shell }) => {
    process.stdout.write(SCRIPTS[shell]);
  },
});
