using System.CommandLine;
using Sekimori.App.Data;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;

namespace Sekimori.App.Accounts;

/// <summary>Reports after a change of accounts which server uses it: changing a data folder that no server uses has no effect.</summary>
internal static class ServerNote
{
    /// <summary>Writes it.</summary>
    public static void Write(ParseResult result, Screen screen)
    {
        var folder = Path.GetFullPath(ServeOptions.Settings(result).Data ?? DataFolders.Default());
        var servers = RunningServers.Find();
        var own = servers.Where(server => server.Folder == folder).ToList();
        screen.Line(own.Count > 0
            ? $"data folder {folder}: its server (process {own[0].Process}) uses the change now"
            : $"data folder {folder}: no server uses it");
        if (own.Count > 0) return;
        foreach (var (process, other) in servers) screen.Error.WriteLine(
            $"a server runs with the data folder {Printable.Of(other)} (process {process}) and is unchanged: use --data " +
            $"{Printable.Of(other)} to change its accounts");
    }
}
