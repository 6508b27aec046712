namespace Sekimori.Gate;

/// <summary>Files with a password in them, which the command line or the settings name.</summary>
internal static class SecretFile
{
    /// <summary>True if other users of this machine can read or change it.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    public static bool IsOpenToOthers(string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;
}
