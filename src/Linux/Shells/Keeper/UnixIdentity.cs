using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>The numbers that a process runs under.</summary>
/// <param name="User">Real, effective and saved user.</param>
/// <param name="Group">Real, effective and saved group.</param>
/// <param name="Groups">The supplementary groups.</param>
internal sealed record UnixIdentity(uint User, uint Group, uint[] Groups)
{
    /// <summary>
    /// Makes the calling thread, and it alone, run as this user; what it starts does so too. There is no way back, so the thread must end soon after. The kernel clears the permitted and
    /// effective capabilities when the last of the three user numbers leaves 0.
    /// </summary>
    /// <returns>0, or the error's number; the thread is then in no state to start anything.</returns>
    internal unsafe int BecomeOnThisThread()
    {
        var (setGroups, setGroupIds, setUserIds) = UserCalls.Numbers;
        fixed (uint* start = Groups)
        {
            if (ProcessCalls.SystemCall(setGroups, Groups.Length, (nint)start, 0, 0) != 0) return System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        }

        if (ProcessCalls.SystemCall(setGroupIds, (nint)Group, (nint)Group, (nint)Group, 0) != 0) return System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        return ProcessCalls.SystemCall(setUserIds, (nint)User, (nint)User, (nint)User, 0) != 0 ? System.Runtime.InteropServices.Marshal.GetLastPInvokeError() : 0;
    }
}
