/**
 * A service that shows a file within a page of its own: its hosts, each with and without `www.`, and with all below it where it
 * begins with a dot; the paths and queries that lead to a page, where others lead to the file or are not known; and how to get
 * the file's address: what to write instead of what, or what it begins with.
 */
export type PageService = readonly [name: string, hosts: string, pages: RegExp, page?: string, file?: string];

const ALL = /^/;
const BLOB = /^(?:\/(?:datasets|spaces))?\/[^/]+\/[^/]+\/(?:blob|tree)\/(?!.*[?&]raw=)/;

const SERVICES: readonly PageService[] = [
  ["Google Drive", "drive.google.com docs.google.com", /^\/(?:file|open|drive)\b|\/(?:edit|view|preview)(?:\?|$)/],
  ["Google Photos", "photos.google.com photos.app.goo.gl", ALL],
  ["Dropbox", "dropbox.com", /^\/(?:s|sh|scl|home|preview)\/(?!raw\/|dl\/|.*[?&](?:dl|raw)=1\b)/, "dl=0", "raw=1"],
  ["OneDrive", "1drv.ms onedrive.live.com", /^\/(?!download\b|.*[?&](?:download=1|width=))/],
  ["SharePoint", ".sharepoint.com", /^\/(?::\w:|personal)\/(?!.*[?&]download=1)/],
  ["iCloud", "icloud.com share.icloud.com", ALL],
  ["Box", ".box.com", /^\/(?:s|file|folder)\//],
  ["Yandex Disk", "disk.yandex.ru disk.yandex.com yadi.sk", /^\/[di]\//],
  ["OSF", "osf.io", /^\/\w{5}(?:\/(?:files\/osfstorage\/\w+)?)?$/],
  ["Zenodo", "zenodo.org", /^\/records?\/\d+(?:\/preview\/.*)?\/?(?:\?|$)/],
  ["Figshare", "figshare.com", /^\/articles\//],
  ["Amazon S3's console", "console.aws.amazon.com .console.aws.amazon.com", ALL],
  ["Google Cloud's console", "console.cloud.google.com storage.cloud.google.com", ALL],
  ["GitHub", "github.com", BLOB, "/blob/", "/raw/"],
  ["GitLab", "gitlab.com", /\/-\/blob\//, "/blob/", "/raw/"],
  ["Bitbucket", "bitbucket.org", /^\/[^/]+\/[^/]+\/src\//, "/src/", "/raw/"],
  ["Hugging Face", "huggingface.co", BLOB, "/blob/", "/resolve/"],
  ["Imgur", "imgur.com m.imgur.com", /^\/(?!download\/)[^.?]*(?:\?|$)/, "", "i.imgur.com"],
  ["ImgBB", "ibb.co", ALL, "", "i.ibb.co"],
  ["Postimages", "postimg.cc", ALL, "", "i.postimg.cc"],
  ["Giphy", "giphy.com", /^\/(?:gifs|stickers|clips|embed)\//],
  ["Tenor", "tenor.com", /^\/(?:\w\w(?:-\w\w)?\/)?view\//],
  ["Pinterest", "pinterest.com .pinterest.com pin.it", /^\/(?:pin\/)?\w+\/?(?:\?|$)/],
  ["Reddit", "reddit.com old.reddit.com", /^\/(?:r|u|user|gallery)\//, "", "i.redd.it"],
  ["Canva", "canva.com", /^\/design\//],
  ["Google Search", "google.com images.google.com", /^\/(?:imgres|search|url)\b/],
  ["Flickr", "flickr.com flic.kr", /^\/(?:photos|p)\//, "", "live.staticflickr.com"],
  [
    "Wikimedia",
    "commons.wikimedia.org commons.m.wikimedia.org .wikipedia.org",
    // Behind a special page, and in no file's name, there is a slash.
    /^\/wiki\/(?!Special:)[^/?]+(?:\?|$)/,
    "",
    "upload.wikimedia.org",
  ],
  ["Unsplash", "unsplash.com", /^\/(?:photos|\w\w\/[^/]+)\/[^/?]+(?:\?|$)/, "", "images.unsplash.com"],
  ["Pexels", "pexels.com", /^(?!.*\/download\b)/, "", "images.pexels.com"],
  ["YouTube", "youtube.com m.youtube.com music.youtube.com youtu.be", ALL],
  ["Vimeo", "vimeo.com player.vimeo.com", /^\/(?!external\/|progressive)/],
  ["Instagram", "instagram.com", /^\/(?:p|reel)\/[^/?]+\/?(?:\?|$)/],
  ["Facebook", "facebook.com m.facebook.com", /^\/(?:photos?\b|[\w.]+\/(?:photos|posts|videos)\/|watch\b|share\/)/],
  ["Slack", ".slack.com slack-files.com", /^\/(?:files|files-pri)\/|^\/T\w+-F\w+/],
  ["X", "x.com twitter.com", /^\/\w+\/status\//],
];

/** Names that nobody can register, and what begins a network's own. */
const OWN_NAMES = ".localhost .local .internal .intranet .lan .home .corp .home.arpa .test .invalid".split(" ");
const OWN_ADDRESS =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$|^\[(?:::1?\]|f[cd]|fe[89ab])/;

/** Whether only a computer itself, or those in its network, find a host. */
export function isOwnHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, "");
  if (OWN_ADDRESS.test(host)) return true;
  return !/[.:]/.test(host) || OWN_NAMES.some((name) => host.endsWith(name));
}

/** The service that answers with a page; undefined where none is known to. */
export function pageServiceOf({ hostname, pathname, search }: URL): PageService | undefined {
  const host = hostname.replace(/^www\./, "");
  const isAt = (place: string) => (place.startsWith(".") ? host.endsWith(place) : host === place);
  return SERVICES.find(([, hosts, pages]) => hosts.split(" ").some(isAt) && pages.test(pathname + search));
}

/** How hosts end, with what is before them in a URL, whose URLs may be of no use. */
export const DOUBTFUL_HOSTS: readonly string[] = [
  ...OWN_NAMES,
  ...SERVICES.flatMap(([, hosts]) => hosts.split(" ")).flatMap((host) =>
    host.startsWith(".") ? [host] : [`/${host}`, `/www.${host}`],
  ),
];
