using System.Runtime.InteropServices;

namespace Sekimori.Linux.Shells.Native;

/// <summary>struct passwd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PasswordEntry
{
    internal byte* Name;
    internal byte* Password;
    internal uint User;
    internal uint Group;
    internal byte* Comment;
    internal byte* Home;
    internal byte* Shell;
}
