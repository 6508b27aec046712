using System.Net;
using Sekimori.App.Data;
using Sekimori.App.Terminal;
using Sekimori.Storage.Map;

namespace Sekimori.App.Posture;

/// <summary>The target "service-map": the hosts that this server's service map has seen, on either side of an edge.</summary>
internal static class ServiceMapTargets
{
    /// <summary>What people write.</summary>
    public const string Word = "service-map";

    /// <summary>The targets with the hosts of the map instead of the word.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="data">The data folder; null for the default.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="CommandException">There is no map, or it has no host.</exception>
    public static async Task<IReadOnlyList<string>> ExpandAsync(
        IReadOnlyList<string> targets, string? data, CancellationToken cancellation)
    {
        if (!targets.Contains(Word)) return targets;
        var hosts = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            await using var store = await SqliteServiceMap.OpenToReadAsync(
                Path.Combine(data ?? DataFolders.Default(), SqliteServiceMap.FileName), cancellation);
            foreach (var edge in await store.QueryAsync(new(), cancellation))
                foreach (var name in (string[])[edge.Key.Client, edge.Key.Server])
                    if (IPAddress.TryParse(name, out var address) && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.None)
                        && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)) hosts.Add(name);
        }
        catch (ServiceMapException wrong)
        {
            throw new CommandException(ExitCode.Failed, wrong.Message, wrong);
        }

        return hosts.Count > 0 ? [.. targets.Where(target => target != Word), .. hosts]
            : throw new CommandException(ExitCode.Failed, $"{Word}: the service map has seen no other host yet");
    }
}
