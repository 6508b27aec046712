using System.Runtime.InteropServices;
using System.Text;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells;

/// <summary>A user of this host, as its user database knows it.</summary>
/// <param name="Name">The login name.</param>
/// <param name="Id">The user's number.</param>
/// <param name="Group">The number of the primary group.</param>
/// <param name="Groups">The numbers of all groups, the primary one among them.</param>
/// <param name="Home">The home directory; it need not exist.</param>
/// <param name="LoginShell">The login shell.</param>
internal sealed record UnixUser(string Name, uint Id, uint Group, IReadOnlyList<uint> Groups, string Home, string LoginShell)
{
    /// <summary>65,536 groups is the kernel's own bound for one process (NGROUPS_MAX).</summary>
    private const int MaxGroups = 65536;

    /// <summary>Longer entries than 1 MiB are no user's: a broken directory service.</summary>
    private const int MaxEntryLength = 1 << 20;

    /// <summary>True if this is the all-powerful user.</summary>
    public bool IsRoot => Id == 0;

    /// <summary>The user that this process acts as.</summary>
    public static UnixUser Current { get; } = Find(UserCalls.EffectiveUser());

    /// <summary>Looks a user up by name.</summary>
    /// <returns>The user, or null if the host has none of that name.</returns>
    public static unsafe UnixUser? Find(string name) =>
        name.Length == 0 || name.Contains('\0', StringComparison.Ordinal)
            ? null
            : Look((entry, buffer, length, result) =>
            UserCalls.ByName(name, (PasswordEntry*)entry, (byte*)buffer, length, (PasswordEntry**)result));

    // A container may run under a number that no database names: such a user has no groups but its own, and no home.
    private static unsafe UnixUser Find(uint id) =>
        Look((entry, buffer, length, result) => UserCalls.ById(id, (PasswordEntry*)entry, (byte*)buffer, length, (PasswordEntry**)result))
        ?? new UnixUser(id.ToString(System.Globalization.CultureInfo.InvariantCulture), id, id, [id], "/", "/bin/sh");

    private delegate int Query(nint entry, nint buffer, nuint length, nint result);

    private static unsafe UnixUser? Look(Query query)
    {
        for (var length = 4096; length <= MaxEntryLength; length *= 4)
        {
            var room = Marshal.AllocHGlobal(length);
            try
            {
                PasswordEntry entry;
                PasswordEntry* found = null;
                var error = query((nint)(&entry), room, (nuint)length, (nint)(&found));
                if (error == Errno.Range) continue;
                if (error != 0 || found is null) return null;
                var name = Text(entry.Name);
                return new UnixUser(name, entry.User, entry.Group, GroupsOf(name, entry.Group), Text(entry.Home),
                    Text(entry.Shell) is { Length: > 0 } shell ? shell : "/bin/sh");
            }
            finally
            {
                Marshal.FreeHGlobal(room);
            }
        }

        return null;
    }

    private static unsafe uint[] GroupsOf(string name, uint group)
    {
        var groups = new uint[64];
        while (true)
        {
            var count = groups.Length;
            int result;
            fixed (uint* start = groups) result = UserCalls.Groups(name, group, start, &count);
            if (result >= 0) return groups[..count];
            if (groups.Length >= MaxGroups) return groups;
            groups = new uint[Math.Min(MaxGroups, Math.Max(count, groups.Length * 2))];
        }
    }

    private static unsafe string Text(byte* start) =>
        start is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(start));
}
