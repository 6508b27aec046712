using System.Globalization;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux.Host;

/// <summary>
/// Which process has which socket open: the links "socket:[inode]" below /proc/PID/fd. Another user's are hidden from a server that is not
/// root.
/// </summary>
internal static class SocketOwners
{
    private const string Prefix = "socket:[";

    public static Dictionary<ulong, int> Read(string proc, CancellationToken cancellationToken)
    {
        var owners = new Dictionary<ulong, int>();
        foreach (var process in ProcessProvider.ProcessIds(proc))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                foreach (var entry in Directory.EnumerateFileSystemEntries(
                    string.Create(CultureInfo.InvariantCulture, $"{proc}/{process}/fd")))
                    if (KernelFile.ReadLink(entry) is { } link && link.StartsWith(Prefix, StringComparison.Ordinal)
                        && ulong.TryParse(link.AsSpan(Prefix.Length).TrimEnd(']'), CultureInfo.InvariantCulture, out var inode))
                        owners.TryAdd(inode, process);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is another user's.
            }
        }
        return owners;
    }
}
