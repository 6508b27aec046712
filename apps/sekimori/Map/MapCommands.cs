using System.CommandLine;
using System.Globalization;
using Sekimori.App.Data;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Observations.Services;
using Sekimori.Storage.Map;

namespace Sekimori.App.Map;

/// <summary>sekimori map: the service map that a server keeps.</summary>
internal static class MapCommands
{
    private static readonly Option<string?> Html = new("--html") { Description = "Write the map as a page.", HelpName = "FILE" };
    private static readonly Option<string?> Learn = new("--learn")
    {
        Description = "Add the edges to a baseline, made where it is missing.", HelpName = "FILE"
    };
    private static readonly Option<string?> Against = new("--against")
    {
        Description = "Compare with a baseline; the exit code is 1 where there are new edges.", HelpName = "FILE"
    };
    private static readonly Option<string?> Database = new("--database")
    {
        Description = "Read from the PostgreSQL database of the audit log.", HelpName = "CONNECTION"
    };
    private static readonly Option<string?> Host = new("--host")
    {
        Description = "In a database: the edges of this server alone.", HelpName = "NAME"
    };

    public static void AddTo(RootCommand root) => root.Add(new Command("map", "Show who uses which service of this server.")
    {
        StandardOptions.Data, StandardOptions.Json, Html, StandardOptions.Since, StandardOptions.Until, Learn, Against, Database,
        StandardOptions.DatabaseFile, Host,
    }.Does(RunAsync));

    private static async Task<int> RunAsync(ParseResult result, Screen screen, CancellationToken cancellation)
    {
        var (learn, against, html) = (result.GetValue(Learn), result.GetValue(Against), result.GetValue(Html));
        if (learn is not null && against is not null)
            throw new CommandException(ExitCode.Failed, "--learn and --against exclude each other: learn first, compare later");
        if (html is not null && screen.IsJson) throw new CommandException(ExitCode.Failed, "--html and --json exclude each other");
        var baseline = against is null ? null : LearntBaseline.Read(against);
        var query = new MapQuery
        {
            Since = TimeText.Parse(result.GetValue(StandardOptions.Since)), Until = TimeText.Parse(result.GetValue(StandardOptions.Until)),
            Host = result.GetValue(Host)
        };
        var (map, store) = await ReadAsync(result, query, cancellation);
        if (learn is not null)
        {
            LearntBaseline.Learn(screen, learn, map);
            return ExitCode.Done;
        }
        MapOutput.Write(screen, map, baseline, html is not null ? MapFormat.Html : screen.IsJson ? MapFormat.Json : MapFormat.Table, html,
            Title(store, query));
        var fresh = baseline is null ? 0 : map.Edges.Count(edge => baseline.Evaluate(edge) != Standing.Allowed);
        if (fresh > 0)
            screen.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{fresh} of {map.Edges.Count} edges are not in {Printable.Of(against!)}"));
        return fresh > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    private static async Task<(ServiceMap Map, string Store)> ReadAsync(ParseResult result, MapQuery query, CancellationToken cancellation)
    {
        var database = AuditDatabases.Open(result.GetValue(Database), result.GetValue(StandardOptions.DatabaseFile));
        var file = Path.Combine(result.GetValue(StandardOptions.Data) ?? DataFolders.Default(), SqliteServiceMap.FileName);
        try
        {
            await using var store = database is null
                ? await SqliteServiceMap.OpenToReadAsync(file, cancellation)
                : await database.OpenServiceMapAsync(isReadOnly: true, cancellation);
            var map = new ServiceMap();
            foreach (var record in await store.QueryAsync(query, cancellation)) map.Add(record);
            return (map, database?.ToString() ?? Environment.MachineName);
        }
        catch (Exception wrong) when (wrong is ServiceMapException or System.Data.Common.DbException or IOException or TimeoutException)
        {
            throw new CommandException(ExitCode.Failed, wrong is ServiceMapException
                ? wrong.Message
                : $"the service map {database?.ToString() ?? file} cannot be read: {wrong.Message}", wrong);
        }
    }

    private static string Title(string store, MapQuery query)
    {
        var since = query.Since is { } from
            ? string.Create(CultureInfo.InvariantCulture, $", since {from.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
            : "";
        var until = query.Until is { } to
            ? string.Create(CultureInfo.InvariantCulture, $", until {to.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
            : "";
        return $"{query.Host ?? store}{since}{until}";
    }
}
