using System.Globalization;
using System.Runtime.InteropServices;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>The numbers that a process runs under.</summary>
/// <param name="User">Real, effective and saved user.</param>
/// <param name="Group">Real, effective and saved group.</param>
/// <param name="Groups">The supplementary groups.</param>
internal sealed record UnixIdentity(uint User, uint Group, uint[] Groups)
{
    /// <summary>True if the directory is there for this user, who may enter it.</summary>
    /// <param name="identity">The user; null for that of this process.</param>
    /// <param name="directory">The directory.</param>
    internal static bool MayEnter(UnixIdentity? identity, string directory)
    {
        var may = false;
        var thread = new Thread(() => may = identity?.BecomeOnThisThread() is null or 0 && Directory.Exists(directory)
            && UserCalls.Access(directory, UserCalls.MayExecute) == 0, 256 * 1024);
        thread.Start();
        thread.Join();
        return may;
    }

    /// <summary>The numbers as one word of a command line: user, group, the other groups.</summary>
    internal string ToWord() =>
        string.Join(':', ((uint[])[User, Group, .. Groups]).Select(number => number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads such a word.</summary>
    /// <returns>Null if it is invalid.</returns>
    internal static UnixIdentity? Parse(string word)
    {
        var numbers = new List<uint>();
        foreach (var text in word.Split(':'))
        {
            if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            numbers.Add(number);
        }

        return numbers.Count < 2 ? null : new UnixIdentity(numbers[0], numbers[1], [.. numbers.Skip(2)]);
    }

    internal static void Write(BinaryWriter writer, UnixIdentity? identity)
    {
        writer.Write(identity is not null);
        if (identity is null) return;
        writer.Write(identity.User);
        writer.Write(identity.Group);
        writer.Write(identity.Groups.Length);
        foreach (var group in identity.Groups) writer.Write(group);
    }

    internal static UnixIdentity? Read(BinaryReader reader)
    {
        if (!reader.ReadBoolean()) return null;
        var (user, group) = (reader.ReadUInt32(), reader.ReadUInt32());
        var groups = new uint[reader.ReadInt32()];
        for (var i = 0; i < groups.Length; i++) groups[i] = reader.ReadUInt32();
        return new UnixIdentity(user, group, groups);
    }

    /// <summary>
    /// Makes this whole process run as this user, for good. Whoever has this done for a user starts a process for it: a thread that has a
    /// user's number can be signalled by that user, and a signal ends all of its process.
    /// </summary>
    /// <returns>0, or the error's number; the process is then in no state to start anything.</returns>
    internal unsafe int Become()
    {
        fixed (uint* start = Groups)
        {
            if (UserCalls.SetGroups((nuint)Groups.Length, start) != 0) return Marshal.GetLastPInvokeError();
        }

        if (UserCalls.SetGroupIds(Group, Group, Group) != 0) return Marshal.GetLastPInvokeError();
        return UserCalls.SetUserIds(User, User, User) != 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>
    /// Makes the calling thread, and it alone, run as this user; what it starts does so too. There is no way back, so the thread must end
    /// soon after. The kernel clears the permitted and effective capabilities when the last of the three user numbers leaves 0.
    /// </summary>
    /// <returns>0, or the error's number; the thread is then in no state to start anything.</returns>
    internal unsafe int BecomeOnThisThread()
    {
        var (setGroups, setGroupIds, setUserIds) = UserCalls.Numbers;
        fixed (uint* start = Groups)
        {
            if (ProcessCalls.SystemCall(setGroups, Groups.Length, (nint)start, 0, 0) != 0) return Marshal.GetLastPInvokeError();
        }

        if (ProcessCalls.SystemCall(setGroupIds, (nint)Group, (nint)Group, (nint)Group, 0) != 0) return Marshal.GetLastPInvokeError();
        return ProcessCalls.SystemCall(setUserIds, (nint)User, (nint)User, (nint)User, 0) != 0 ? Marshal.GetLastPInvokeError() : 0;
    }
}
