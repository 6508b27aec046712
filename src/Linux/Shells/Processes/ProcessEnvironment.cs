using System.Globalization;

namespace Sekimori.Linux.Shells.Processes;

/// <summary>The environment that a process was started with.</summary>
internal static class ProcessEnvironment
{
    /// <summary>
    /// True if one of the variables starts with <paramref name="prefix"/> ("NAME=val"); also false if the process may not be read.
    /// </summary>
    internal static bool HasVariable(int process, ReadOnlySpan<byte> prefix)
    {
        byte[] text;
        try
        {
            text = File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/environ"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text;
        while (rest.Length > 0)
        {
            if (rest.StartsWith(prefix)) return true;
            var end = rest.IndexOf((byte)0);
            if (end < 0) return false;
            rest = rest[(end + 1)..];
        }

        return false;
    }
}
