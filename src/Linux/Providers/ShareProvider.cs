using System.Globalization;
using System.Text;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>
/// The shares of Samba: the sections of smb.conf(5). [homes] and [printers] are patterns for others, and those that are not available are
/// not shared. Other files that smb.conf includes are not read.
/// </summary>
internal sealed class ShareProvider(LinuxHost host) : CimProvider<Win32Share>
{
    // Win32_Share.Type
    private const uint Disk = 0, PrintQueue = 1, Ipc = 0x80000003;

    public override bool MayBlock => false;

    protected override IEnumerable<Win32Share> Enumerate(ProviderRequest request)
    {
        var sections = Read(Path.Combine(host.Paths.Etc, "samba/smb.conf"));
        if (sections is null)
            yield break;
        foreach (var (name, settings) in sections)
            if (!IsPattern(name) && Is(settings, "available") is not false)
                yield return Of(name, settings);
        yield return new Win32Share
        {
            Caption = "IPC$", Description = "Remote IPC", Name = "IPC$", Status = "OK", Path = "", AllowMaximum = true, Type = Ipc,
        };
    }

    private static Win32Share Of(string name, Dictionary<string, string> settings)
    {
        var limit = uint.TryParse(Find(settings, "maxconnections"), CultureInfo.InvariantCulture, out var most) && most > 0 ? most : 0;
        var comment = Find(settings, "comment");
        return new Win32Share
        {
            Caption = comment ?? name,
            Description = comment,
            Name = name,
            Status = "OK",
            Path = Find(settings, "path") ?? Find(settings, "directory"),
            AllowMaximum = limit == 0,
            MaximumAllowed = limit == 0 ? null : limit,
            Type = (Is(settings, "printable") ?? Is(settings, "printok")) is true ? PrintQueue : Disk,
        };
    }

    // Names of sections and settings have no case, and blanks in settings' names mean nothing.
    private static List<(string Name, Dictionary<string, string> Settings)>? Read(string path)
    {
        var bytes = KernelFile.ReadAll(path, limit: 1 << 20);
        if (bytes.Length == 0)
            return null;
        var sections = new List<(string Name, Dictionary<string, string> Settings)>();
        Dictionary<string, string>? section = null;
        // A backslash at its end continues a line.
        foreach (var line in Encoding.UTF8.GetString(bytes).Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
        {
            var text = line.Trim();
            if (text.Length == 0 || text[0] is '#' or ';')
                continue;
            if (text[0] == '[' && text[^1] == ']')
            {
                var name = text[1..^1].Trim();
                section = sections.Find(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Settings;
                if (section is null)
                    sections.Add((name, section = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)));
            }
            else if (section is not null && text.IndexOf('=') is > 0 and var equals)
            {
                section[text[..equals].Replace(" ", "", StringComparison.Ordinal)] = text[(equals + 1)..].Trim();
            }
        }
        return sections;
    }

    private static bool? Is(Dictionary<string, string> settings, string name) => Find(settings, name)?.ToUpperInvariant() switch
    {
        "YES" or "TRUE" or "ON" or "1" => true,
        "NO" or "FALSE" or "OFF" or "0" => false,
        _ => null,
    };

    private static string? Find(Dictionary<string, string> settings, string name) => settings.GetValueOrDefault(name);

    private static bool IsPattern(string name) =>
        name.Equals("global", StringComparison.OrdinalIgnoreCase) || name.Equals("homes", StringComparison.OrdinalIgnoreCase)
        || name.Equals("printers", StringComparison.OrdinalIgnoreCase);
}
