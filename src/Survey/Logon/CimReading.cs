using System.Globalization;
using Sekimori.Posture.Facts;

namespace Sekimori.Survey.Logon;

/// <summary>Reads classes of root/cimv2: the system's version, updates, groups that administer, local accounts.</summary>
internal sealed class CimReading(ILogonDoor door, HostFacts facts)
{
    // A domain controller's groups have thousands of members; more than this is a finding anyway.
    private const int MaxRows = 2000;

    // A group in a group in a group; a circle ends here.
    private const int MaxGroups = 30;

    // Administrators, Remote Management Users, Distributed COM Users, Event Log Readers ([MS-DTYP] 2.4.2.4).
    private static readonly string[] Groups = ["S-1-5-32-544", "S-1-5-32-580", "S-1-5-32-562", "S-1-5-32-573"];

    /// <summary>Reads; each class is tried on its own.</summary>
    public async Task ReadAsync(Func<string, Func<CancellationToken, Task>, Task> attempt)
    {
        await attempt("Win32_OperatingSystem", SystemAsync).ConfigureAwait(false);
        await attempt("Win32_QuickFixEngineering", UpdatesAsync).ConfigureAwait(false);
        await attempt("Win32_GroupUser", GroupsAsync).ConfigureAwait(false);
        await attempt("Win32_UserAccount", AccountsAsync).ConfigureAwait(false);
    }

    private async Task SystemAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await QueryAsync("SELECT Version, Caption FROM Win32_OperatingSystem", cancellationToken).ConfigureAwait(false))
        {
            Add(FactId.OsVersion, "", Text(row, "Version"));
            Add(FactId.OsName, "", Text(row, "Caption"));
        }
    }

    private async Task UpdatesAsync(CancellationToken cancellationToken)
    {
        var newest = (Day: DateOnly.MinValue, Name: "");
        foreach (var row in await QueryAsync("SELECT HotFixID, InstalledOn FROM Win32_QuickFixEngineering", cancellationToken)
            .ConfigureAwait(false))
            if (Day(Text(row, "InstalledOn")) is { } day && day > newest.Day) newest = (day, Text(row, "HotFixID"));
        if (newest.Name.Length > 0)
            Add(FactId.OsUpdated, newest.Name, newest.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private async Task AccountsAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await QueryAsync("SELECT Name, SID, Disabled, PasswordExpires FROM Win32_UserAccount WHERE LocalAccount = TRUE",
            cancellationToken).ConfigureAwait(false))
            Add(FactId.Account, Text(row, "Name"), string.Join(", ",
                Is(row, "Disabled", "true") ? "disabled" : "enabled", Is(row, "PasswordExpires", "true") ? "password expires"
                    : Is(row, "PasswordExpires", "false") ? "password never expires" : "age of password unknown", Text(row, "SID")));
    }

    private async Task GroupsAsync(CancellationToken cancellationToken)
    {
        foreach (var sid in Groups)
        {
            var found = await QueryAsync($"SELECT Name, Domain FROM Win32_Group WHERE SID = '{sid}'", cancellationToken)
                .ConfigureAwait(false);
            if (found is not [var group, ..]) continue;
            var members = await MembersAsync(Text(group, "Domain"), Text(group, "Name"), cancellationToken).ConfigureAwait(false);
            Add(FactId.GroupMembers, Text(group, "Name"), string.Create(CultureInfo.InvariantCulture,
                $"{members.Count}: {string.Join(", ", members.Order(StringComparer.OrdinalIgnoreCase))}"));
        }
    }

    private async Task<HashSet<string>> MembersAsync(string domain, string name, CancellationToken cancellationToken)
    {
        var members = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { $@"{domain}\{name}" };
        var open = new Queue<(string Domain, string Name)>([(domain, name)]);
        while (open.TryDequeue(out var next) && seen.Count <= MaxGroups)
        {
            // Names may have quotes, which WQL takes with a backslash.
            var path = $"Win32_Group.Domain='{Quoted(next.Domain)}',Name='{Quoted(next.Name)}'";
            foreach (var row in await QueryAsync($"SELECT PartComponent FROM Win32_GroupUser WHERE GroupComponent = \"{path}\"",
                cancellationToken).ConfigureAwait(false))
            {
                var (isGroup, member) = Member(row);
                if (!isGroup) members.Add($@"{member.Domain}\{member.Name}");
                else if (seen.Add($@"{member.Domain}\{member.Name}")) open.Enqueue(member);
            }
        }

        return members;
    }

    /// <summary>The member of a row: a path as either door writes it.</summary>
    internal static (bool IsGroup, (string Domain, string Name) Member) Member(DoorRow row)
    {
        var text = row["PartComponent"];
        return (text.Contains("Win32_Group.", StringComparison.OrdinalIgnoreCase), (Key(text, "Domain"), Key(text, "Name")));
    }

    private static string Key(string path, string name)
    {
        var at = path.IndexOf(name + "=\"", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return "";
        at += name.Length + 2;
        var end = path.IndexOf('"', at);
        return end < 0 ? path[at..] : path[at..end];
    }

    // Windows writes the month first, and some updates a FILETIME in hexadecimal.
    private static DateOnly? Day(string text)
    {
        if (DateOnly.TryParseExact(text, "M/d/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        return text.Length == 16 && long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)
            && ticks is > 0 and < 2650467743999999999
            ? DateOnly.FromDateTime(DateTime.FromFileTimeUtc(ticks)) : null;
    }

    private Task<IReadOnlyList<DoorRow>> QueryAsync(string wql, CancellationToken cancellationToken) =>
        door.QueryAsync(wql, MaxRows, cancellationToken);

    private void Add(string id, string subject, string value)
    {
        if (value.Length > 0) facts.Add(new Fact(id, subject, value, FactSource.Logon));
    }

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'",
        StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Text(DoorRow row, string name) => row[name];

    private static bool Is(DoorRow row, string name, string value) => Text(row, name).Equals(value, StringComparison.OrdinalIgnoreCase);
}
