using System.CommandLine;
using Sekimori.App.Data;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Storage.Audit;
using Sekimori.Storage.Findings;

namespace Sekimori.App.Posture;

/// <summary>The store of runs that a command line names.</summary>
internal static class FindingStores
{
    /// <summary>--store.</summary>
    public static Option<string?> Store { get; } = new("--store")
    {
        Description = "Where runs are kept: a file, or a PostgreSQL connection string such as 'Host=db;Database=audit' "
            + "(default: posture.db in the data folder, which a server with 'posture:' uses too).",
        HelpName = "FILE|CONNECTION",
    };

    /// <summary>Whether the command line names a store.</summary>
    public static bool IsGiven(ParseResult result) =>
        result.GetValue(Store) is not null || result.GetValue(StandardOptions.DatabaseFile) is not null;

    /// <summary>Opens the store and works with it.</summary>
    /// <exception cref="CommandException">It cannot be used.</exception>
    public static async Task<T> UseAsync<T>(ParseResult result, Func<FindingTables, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using var store = await OpenAsync(result.GetValue(Store), result.GetValue(StandardOptions.DatabaseFile),
                result.GetValue(StandardOptions.Data), cancellation);
            return await work(store);
        }
        catch (FindingStoreException failure)
        {
            throw new CommandException(ExitCode.Failed, failure.Message, failure);
        }
    }

    private static async Task<FindingTables> OpenAsync(string? place, string? file, string? data, CancellationToken cancellation)
    {
        if (place is not null && file is not null)
            throw new CommandException(ExitCode.Failed, "--store and --database-file exclude each other");
        // A path rarely has an equals sign, and a connection string has one always.
        if (file is not null || place?.Contains('=', StringComparison.Ordinal) == true && !File.Exists(place))
            return await Database(place, file).OpenFindingsAsync(cancellation);
        return await SqliteFindings.OpenAsync(place ?? DataFolders.Open(data).File(SqliteFindings.FileName), cancellation);
    }

    private static AuditDatabase Database(string? connection, string? file)
    {
        var database = AuditDatabases.Open(connection, file)!;
        return connection is not null && database.HasPassword
            ? throw new CommandException(ExitCode.Failed,
                "--store contains a password, which others can see: use Passfile=…, or put the connection string into --database-file")
            : database;
    }
}
