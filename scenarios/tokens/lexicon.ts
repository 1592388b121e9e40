/**
 * Common words and stems, each one token when it follows a space, in o200k_base, in cl100k_base and in most tokenizers
 * made after them: n of them make a prompt of n tokens. The test holds them to the tokenizers that ship.
 */
export const WORDS: readonly string[] = `
with that this from return your have will class public cont more inter part void they const their comp self
time over about stat work function which else para also some data private null when other year like name need
just been true there them real comm what value cons would false type were into make result java list than first
import back start only string inform form look static best under trans most find person help people want long
inst final read test every spec should know well pres exper hand then through user char require right pass stud
very these product case good prof down where post pour high after even file mark many much could while said
used number serv years event here play print comple item differ last program word includ text current great
gener does sign because home such free before process provid online voor take child view break size show model
using design check world week book think business again system call prote cent point produ being made each poss
place qual found open support create como super line partic order service develop contin method custom quest
state next life request those follow care array oper prov expect dans organ same coun intern local site rece
proble style really writ main default commun must game conf object direct fact around rest between cour mais
market term error cert android still plus without month disc offer going both project page report build incre
happ love client come color cost second content path hist port full appro access effect company message stand
head feel zijn level document team mill health sure invest field things small table protect response always
consider present change perform range during keep review prom days little techn three water expl input interest
better room website link mult power index school hard code catch plan vous family double success within date
account struct nicht left group might element control services special provide dist count total base chang
another image area since vers body give trav extends sich util kind search assert social contact record echo
turn email fore href action able niet dest anal required less allow address javax looking never target material
bool param title context video personal config grow entre sent indiv boolean options console products money
price version individ include avec ident children http match gover position await short update visit today eine
mach creat dire blog working door based lead appe comb making possible activ meet sever course done quality
auch research yang away alle moment cell light label easy food vari times past four mind along begin source
seem throw enjoy house already software side exist cover property given impro download width employ block pract
called against results perfect redu prim large needs benef float thing certain este camp conc elect respons
inte fund learn dies status energ students sort thought trad amount valid live having situ land tool display
single talk node until func govern cond treat educ height cult clean load purch simple together once items
output select means original card actually mean beaut often either makes problem comput supp getting values
deal connect cred mass please sobre later quick night specific ever story initial features details natur
particip author below store continue space several prob recomm question country instance cook face enough send
phot args uint clos press example members says study host extra financ become sind city player major others
games media sens especial button hold write necess prec polit stay save autom location favor news pers font
teach throws sche hours comes oder complet miss women share copy above least larg friend provided focus reason
season walk pick wait sont across compan close period auto move future tamb writing werden track click task
offers dating doing opportun option handle princip bien common pack clear created comment info discuss music
users pict human subject network signific started maint role minutes tele compet pred global econom temp tell
though hope tout applic months associ length strong complete known nach front points async film whether series
maar heart young fall respect watch bring choose install happen fast friends stop invol history someone json
query phone anim infl popular window industry unique enter million added strateg article virt came exam phys
addition near join previous works trab conse override various prop device render https accept register expected
terms energy black perm limit naar parent went step general customer chall column provides types format server
engine dass member contr diffic early weight answer idea terr hier whole took normal indic reading issues
password apply received express suggest coll needed events anything correct onder training switch regard taking
delete center draw nous seen internet screen among sing lang wonder prior session impact remove auth natural
kann rate priv loss votre building cannot feature integr actual files init brand command exact comfort platform
grand worden percent hotel half except selected words rights living travel believe sites foot language receive
claim fire staff white simply five esta entire todo casino everyone conv further stock wird deze decl root
token issue changes paper cele includes yourself forward filter taken contract trying tech crit bill refer
areas active however inde quite reserv ensure student border mode similar inside einen soon almost running
separ board plant modern waar problems flex stream prem credit muit designed office template latest third famil
bank todos lower nothing effort takes regular fill heeft compr likely told tour usually ready ways organiz
deliver restaur models standard requ risk probably params reviews manufact agre digital increase entr cause
plac section fail song approach mobile happy sales choice consum matter couple related recent definit books
wanted security subs dise players coming entry pretty desc higher meer pero frame altern official purchase
prevent machine virtual sound round sale included party prefer noch concern absol returns einer touch arch
investig shows nice progress temper longer pain sell parte weeks graph einem fait note clients menu images held
haben systems drive learning random gest continu viol outside rather anyone forma worth upon calcul policy
located introdu solution written vert facil computer multiple confirm reach mens instead leave
`
  .trim()
  .split(/\s+/);
