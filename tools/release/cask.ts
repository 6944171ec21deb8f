// The description with which Homebrew installs the app: https://docs.brew.sh/Cask-Cookbook. Pure.

/** What the cask names. */
export interface CaskContent {
  readonly version: string;
  /** Where the archives are, without a slash at the end. */
  readonly address: string;
  readonly leastSystem: string;
  /** The hash of the archive of each processor, in hexadecimal; one may be missing. */
  readonly sha256: { readonly arm64?: string | undefined; readonly x86_64?: string | undefined };
}

/** The names by which Homebrew knows the versions of macOS. */
const SYSTEMS: Readonly<Record<string, string>> = {
  "10.15": "catalina",
  "11.0": "big_sur",
  "12.0": "monterey",
  "13.0": "ventura",
  "14.0": "sonoma",
};

/** Writes the cask. */
export function caskOf({ version, address, leastSystem, sha256 }: CaskContent): string {
  const sums = [
    ...(sha256.arm64 === undefined ? [] : [["arm", sha256.arm64]]),
    ...(sha256.x86_64 === undefined ? [] : [["intel", sha256.x86_64]]),
  ];
  const hashes = sums.length === 2
    ? `sha256 arm:   "${sha256.arm64}",\n         intel: "${sha256.x86_64}"`
    : `sha256 "${sums[0]?.[1]}"`;
  const only = sums.length === 1
    ? `\n  depends_on arch: :${sums[0]![0] === "arm" ? "arm64" : "x86_64"}`
    : "";
  const least = SYSTEMS[leastSystem];
  return `cask "git-sync-bar" do
  arch arm: "arm64", intel: "x86_64"

  version "${version}"
  ${hashes}

  url "${address}/git-sync-bar-#{version}-macos-#{arch}.app.zip"
  name "Git Sync Bar"
  desc "Keeps folders in sync through git, from the menu bar"
  homepage "${address}"
${least === undefined ? "" : `\n  depends_on macos: ">= :${least}"`}${only}

  app "Git Sync Bar.app"
  binary "#{appdir}/Git Sync Bar.app/Contents/MacOS/git-sync-bar"

  uninstall launchctl: "git-sync-bar",
            quit:      "app.git-sync-bar"

  zap trash: [
    "~/Library/Application Support/Git Sync Bar",
    "~/Library/Caches/Git Sync Bar",
    "~/Library/LaunchAgents/git-sync-bar.plist",
    "~/Library/Logs/Git Sync Bar",
  ]
end
`;
}
