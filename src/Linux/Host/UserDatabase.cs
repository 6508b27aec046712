using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Sekimori.Linux.Host;

/// <summary>The users that this host knows, through libc, so that every source of nsswitch.conf counts.</summary>
internal sealed unsafe class UserDatabase(TimeProvider time)
{
    // A directory service may be after it: a name is asked for once in this time.
    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(60);
    private const int MaxCached = 4096;
    private const int NoRoom = 34; // ERANGE

    private readonly ConcurrentDictionary<uint, (long Read, HostUser? User)> _byId = new();

    public HostUser? ById(uint id)
    {
        if (_byId.TryGetValue(id, out var known) && time.GetElapsedTime(known.Read) < _lifetime)
            return known.User;
        if (_byId.Count >= MaxCached)
            _byId.Clear();
        var user = Ask((entry, buffer, size, result) => Libc.UserById(id, (Libc.Passwd*)entry, (byte*)buffer, size, (Libc.Passwd**)result));
        _byId[id] = (time.GetTimestamp(), user);
        return user;
    }

    public HostUser? ByName(string name) =>
        Ask((entry, buffer, size, result) => Libc.UserByName(name, (Libc.Passwd*)entry, (byte*)buffer, size, (Libc.Passwd**)result));

    private static HostUser? Ask(Func<nint, nint, nint, nint, int> ask)
    {
        for (var size = 1024; size <= 1 << 20; size *= 4)
        {
            var buffer = new byte[size];
            Libc.Passwd entry;
            Libc.Passwd* result = null;
            fixed (byte* b = buffer)
            {
                var error = ask((nint)(&entry), (nint)b, size, (nint)(&result));
                if (error == NoRoom)
                    continue;
                if (error != 0 || result is null)
                    return null;
                return new HostUser(Text(entry.Name), entry.UserId, entry.GroupId, Text(entry.FullName), Text(entry.Home),
                    Text(entry.Shell));
            }
        }
        return null;
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
