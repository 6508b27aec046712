using System.Globalization;
using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>
/// The local users and groups: passwd(5), group(5), shadow(5). Those of a directory service are not listed: it may have millions.
/// </summary>
internal sealed class AccountFiles(LinuxHost host)
{
    /// <summary>A group and the names of its members.</summary>
    internal sealed record Group(string Name, uint Id, string[] Members);

    /// <summary>What shadow(5) says of a user's password: its hash's place, and after how many days it must be changed.</summary>
    internal sealed record Password(string Place, int? MaximumDays, int? MinimumDays, int? ExpiresOnDay);

    public IEnumerable<HostUser> Users() =>
        from fields in Read("passwd", 7)
        where uint.TryParse(fields[2], CultureInfo.InvariantCulture, out _) && uint.TryParse(fields[3], CultureInfo.InvariantCulture, out _)
        select new HostUser(fields[0], uint.Parse(fields[2], CultureInfo.InvariantCulture),
        uint.Parse(fields[3], CultureInfo.InvariantCulture),
            fields[4].Split(',')[0], fields[5], fields[6]);

    public IEnumerable<Group> Groups() =>
        from fields in Read("group", 4)
        where uint.TryParse(fields[2], CultureInfo.InvariantCulture, out _)
        select new Group(fields[0], uint.Parse(fields[2], CultureInfo.InvariantCulture),
        fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The passwords' states by user; null if the server may not read them. The hashes themselves are not kept.</summary>
    public Dictionary<string, Password>? Passwords()
    {
        var lines = Read("shadow", 9);
        return lines.Count == 0 ? null : lines.DistinctBy(f => f[0]).ToDictionary(f => f[0],
            f => new Password(f[1].Length == 0 ? "" : f[1][..1], Number(f[4]), Number(f[3]), Number(f[7])), StringComparer.Ordinal);
    }

    private static int? Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private List<string[]> Read(string file, int fields) =>
        [.. Encoding.UTF8.GetString(KernelFile.ReadAll(Path.Combine(host.Paths.Etc, file), 16 << 20)).Split('\n')
            .Select(l => l.Split(':')).Where(f => f.Length == fields && f[0].Length > 0 && f[0][0] != '#')];
}
