/** Cells as people write them, and the encodings that programs in their countries write. */
const CELLS: Readonly<Record<string, readonly [cells: string, encodings: string]>> = {
  German: [
    "Größe|Das Gerät hält nicht|Schöne Grüße|für|Müller|Köln ist schön|Übung macht den Meister|Preis: 5 €|Straße|ähnlich|Öl",
    "win1252 macroman",
  ],
  "German with one letter": [
    "Das war sehr schön|Ich möchte das hören|Wir können böse sein|nötig",
    "win1252 macroman cp850",
  ],
  "German with the euro sign": ["Preis 10 €|für Müller|schön", "win1252 iso885915 macroman"],
  Dutch: ["Ik woon in België|De patiënt was tevreden|Een nieuwe conciërge en ideeën", "win1252 macroman cp850 cp437"],
  "Danish with one letter": ["Jeg køber smør|Det er for sent at gøre|Børn spiser grød", "win1252 macroman cp850 cp865"],
  Estonian: ["Šokolaad on hea|õun ja žanr|tšekk|väga ilus", "win1257 iso885915"],
  French: [
    "C'est déjà l'été|Où êtes-vous né ?|garçon|très bien|à côté|Noël|C’est parfait|français|œuvre|prévu",
    "win1252 macroman",
  ],
  Spanish: ["¿Qué tal?|niño|está aquí mañana|corazón|¡Qué bueno!|El pingüino|años", "win1252 macroman"],
  English: ["It’s great|café|“great”|naïve|5 – 6|I don’t know|£5|½ cup", "win1252 macroman"],
  Portuguese: ["Não gostei|coração|qualidade é boa|função|São Paulo|você", "win1252 macroman"],
  Swedish: ["Jättebra|små företag på ön|Göteborg|åka|välkommen", "win1252 macroman"],
  Danish: ["købet på nettet|Rødgrød med fløde|Århus|også|æble", "win1252 macroman"],
  Italian: ["perché|È così|città|più", "win1252 macroman"],
  Finnish: ["Hyvää päivää|tämä on hyvä|äiti|yö", "win1252 macroman"],
  Czech: [
    "Dobrý překlad|Příliš žluťoučký|děkuji|zboží přišlo včas|Dvořák|řeka|město|Škoda|týden",
    "win1250 iso-8859-2",
  ],
  Polish: ["Dziękuję|Świetny produkt|żółty|polecam każdemu|książka|źle|bardzo ładny|są|Łódź", "win1250 iso-8859-2"],
  Hungarian: ["köszönöm szépen|nagyon jó|tükörfúrógép|őrült|termék|tűz|Győr", "win1250 iso-8859-2"],
  Romanian: ["foarte bun şi ieftin|două zile|bună|în ţară|frumoasă", "win1250 iso-8859-2"],
  Croatian: ["puno vam hvala što ste došli|čaj|ljubičasta|kuća|Đakovo|željeznica", "win1250 iso-8859-2"],
  Turkish: ["Çok güzel|teşekkürler|hızlı kargo|için sağ olun|ışık değil|şeker|öğretmen", "win1254"],
  Russian: ["Отличный товар|всем рекомендую|Не понравилось|да|хорошо", "win1251 koi8-r iso-8859-5 ibm866 maccyrillic"],
  "Russian words in capitals": ["ВСЁ ХОРОШО|ЕЩЁ ПРИДУ|МОЁ МНЕНИЕ|СПАСИБО БОЛЬШОЕ", "win1251 koi8-r ibm866 maccyrillic"],
  Ukrainian: ["гарна|Сьогодні|Дякую|Моє улюблене місто", "win1251 koi8-u"],
  "Romanian sentences": [
    "Astăzi este vreme frumoasă şi am mers în parc|Mulţumesc pentru răspuns",
    "win1250 iso-8859-2",
  ],
  "Russian capitals": [
    "Привет, как дела|Я люблю читать книги|Это хороший товар|Очень плохо|ОТЗЫВ",
    "win1251 koi8-r maccyrillic",
  ],
  Greek: ["Πολύ καλό προϊόν|το συνιστώ|ναι|Άνθρωπος|Άριστη ποιότητα", "win1253 iso-8859-7 macgreek"],
  Hebrew: ["מוצר מצוין|ממליץ בחום", "win1255"],
  Arabic: ["منتج رائع|أنصح به الجميع", "win1256"],
  Lithuanian: ["Labai gera prekė|ačiū|pristatymą", "win1257"],
  Thai: ["สินค้าดีมาก|ขอบคุณ", "win874"],
  Japanese: ["とても良い商品です|最高|普通|また買います|品質が悪い|東京タワー", "shift_jis euc-jp"],
  Chinese: ["很好|不好|这个产品非常好|质量不好|北京|我喜欢", "gbk"],
  Taiwanese: ["很好|這個產品非常好|品質不好|臺北|我喜歡", "big5"],
  Korean: ["정말 좋은 제품입니다|품질이 나빠요|최고|서울", "euc-kr"],
  "German of DOS": ["Schöne Grüße|Größe|für", "cp850 cp437"],
  "French of DOS": ["Le café est très bon|L'élève a été reçu à l'hôtel|Où est la forêt ?|garçon|déjà", "cp850 cp437"],
  "Spanish of DOS": ["¿Cómo está el niño?|¡Mañana será otro día!|El corazón y la acción|años", "cp850 cp437"],
  "Portuguese of DOS": ["Não gostei da função|O coração é grande|São Paulo|você", "cp850"],
  "Polish of DOS": ["Zażółć gęślą jaźń|Łódź jest piękna|książka|źle się czuję", "cp852"],
  "Czech of DOS": ["Příliš žluťoučký kůň|děkuji za skvělý výrobek|město|řeka", "cp852"],
  "Lithuanian of DOS": ["Labai gera prekė|ačiū už pristatymą|žmogus šąla|mėgstu", "cp775"],
  "Turkish of DOS": ["Çok güzel bir ürün|teşekkürler|hızlı kargo", "cp857"],
  "Greek of DOS": ["Πολύ καλό προϊόν|το συνιστώ|ναι|Άνθρωπος|Άριστη ποιότητα", "cp737"],
  "Hebrew of DOS": ["מוצר מצוין|ממליץ בחום|תודה רבה", "cp862"],
};

/** Each language in each of its encodings. */
export const CASES = Object.entries(CELLS).flatMap(([language, [cells, encodings]]) =>
  encodings.split(" ").map((encoding) => ({ language, encoding, cells: cells.split("|") })),
);

/** Files with all of these cells, with each alone, and with each and the one before it. */
export function filesOf(cells: readonly string[]): (readonly string[])[] {
  return [cells, ...cells.map((cell) => [cell]), ...cells.map((cell, index) => [cell, cells[index - 1] ?? cell])];
}
