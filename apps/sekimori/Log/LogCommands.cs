using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sekimori.App.Data;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Storage.Audit;

namespace Sekimori.App.Log;

/// <summary>sekimori log: queries, verifies and exports the audit log.</summary>
internal static class LogCommands
{
    private static readonly Option<string?> Type = new("--type")
    {
        Description = "call, bind, fault, logon, request, alert, change, head …"
    };
    private static readonly Option<string?> Client = new("--client") { Description = "The client's address." };
    private static readonly Option<string?> Account = new("--account") { Description = "The account; '*' matches any characters." };
    private static readonly Option<string?> Interface = new("--interface") { Description = "The interface's UUID." };
    private static readonly Option<string?> Operation = new("--operation") { Description = "The operation's name." };
    private static readonly Option<string?> Verdict = new("--verdict") { Description = "allow or deny." };
    private static readonly Option<string?> Text = new("--text") { Description = "Any text in the record." };
    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "The maximum number of records.", DefaultValueFactory = _ => 100
    };
    private static readonly Option<string?> Database = new("--database")
    {
        Description = "Query a PostgreSQL database that servers write to, instead of the data folder.", HelpName = "CONNECTION"
    };
    private static readonly Option<string?> Host = new("--host")
    {
        Description = "In a database: only the records of this server.", HelpName = "NAME"
    };
    private static readonly Option<string?> Key = new("--key")
    {
        Description = "The public key that heads must be signed with (default: the log's own).", HelpName = "FILE"
    };
    private static readonly Option<string?> Kept = new("--head")
    {
        Description = "A head from an earlier `log head`: verify that nothing up to it has changed.", HelpName = "FILE"
    };
    private static readonly Option<string> Format = new("--format")
    {
        Description = string.Join(", ", AuditExport.Formats), DefaultValueFactory = _ => "ecs"
    };
    private static readonly Option<int> Lines = new("--lines")
    {
        Description = "The number of records from the end.", DefaultValueFactory = _ => 10
    };
    private static readonly Option<bool> Follow = new("--follow") { Description = "Continue with new records." };

    public static void AddTo(RootCommand root)
    {
        var log = new Command("log", "Query, verify and export the audit log.");
        log.Add(new Command("query", "Query records, newest first.")
        {
            StandardOptions.Data, StandardOptions.Json, StandardOptions.Since, StandardOptions.Until, Type, Client, Account, Interface,
            Operation, Verdict, Text, Limit,
            Database, StandardOptions.DatabaseFile, Host,
        }.Does(QueryAsync));
        log.Add(new Command("tail", "Show the last records.")
        {
            StandardOptions.Data, StandardOptions.Json, Lines, Follow
        }.Does(TailAsync));
        log.Add(new Command("verify", "Verify every hash, every link and every signed head.")
        {
            StandardOptions.Data, Key, Kept
        }.Does((result, screen, _) => Task.FromResult(Verify(result, screen))));
        log.Add(new Command("head", "Print the last signed head and the public key, to be kept elsewhere.")
        {
            StandardOptions.Data
        }.Does((result, screen, _) => Task.FromResult(Head(result, screen))));
        log.Add(new Command("export", "Export the log in a format of other tools.")
        {
            StandardOptions.Data, Format
        }.Does((result, screen, _) => Task.FromResult(Export(result, screen))));
        log.Add(StandardOptions.Data);
        root.Add(log.Does((result, screen, _) => Task.FromResult(LogOverview.Write(result.GetValue(StandardOptions.Data), screen, log))));
    }

    /// <summary>The folder of the log.</summary>
    internal static string Folder(ParseResult result)
    {
        var folder = Path.Combine(result.GetValue(StandardOptions.Data) ?? DataFolders.Default(), "audit");
        return Directory.Exists(folder) ? folder : throw new CommandException(ExitCode.Failed, $"{folder}: no audit log here yet");
    }

    private static async Task<int> QueryAsync(ParseResult result, Screen screen, CancellationToken cancellation)
    {
        var query = new AuditQuery
        {
            Since = TimeText.Parse(result.GetValue(StandardOptions.Since)), Until = TimeText.Parse(result.GetValue(StandardOptions.Until)),
            Type = result.GetValue(Type),
            Client = result.GetValue(Client), Account = result.GetValue(Account),
            Interface = result.GetValue(Interface), Operation = result.GetValue(Operation), Verdict = result.GetValue(Verdict),
            Text = result.GetValue(Text), Limit = result.GetValue(Limit), Host = result.GetValue(Host),
        };
        if (AuditDatabases.Open(result.GetValue(Database), result.GetValue(StandardOptions.DatabaseFile)) is not { } database)
            return Show(QueryFolder(Folder(result), query), screen);
        try
        {
            return Show(await database.QueryAsync(query, cancellation), screen);
        }
        catch (AuditUnavailableException wrong)
        {
            throw new CommandException(ExitCode.Failed, wrong.Message, wrong);
        }
    }

    private static IEnumerable<string> QueryFolder(string folder, AuditQuery query)
    {
        // The server indexes as it writes; without one, the latest records may be missing.
        using (var writable = AuditIndex.Open(folder)) writable.CatchUp(folder);
        using var index = AuditIndex.Open(folder, isReadOnly: true);
        foreach (var line in index.Query(query)) yield return line;
    }

    private static int Show(IEnumerable<string> found, Screen screen)
    {
        if (screen.IsJson)
        {
            foreach (var line in found) screen.Line(line);
            return ExitCode.Done;
        }
        var table = new Table(LogRow.Headings);
        foreach (var line in found) table.Add(LogRow.Of(line));
        screen.Write(table);
        return ExitCode.Done;
    }

    private static async Task<int> TailAsync(ParseResult result, Screen screen, CancellationToken cancellation)
    {
        await new LogTail(Folder(result), screen).RunAsync(result.GetValue(Lines), result.GetValue(Follow), cancellation);
        return ExitCode.Done;
    }

    private static int Verify(ParseResult result, Screen screen)
    {
        var folder = Folder(result);
        AuditHead? kept = null;
        string? pem = result.GetValue(Key) is { } path ? InputFile.ReadText(path) : null;
        if (result.GetValue(Kept) is { } headFile)
        {
            using var document = JsonDocument.Parse(InputFile.ReadText(headFile));
            var root = document.RootElement;
            kept = new(root.GetProperty("seq").GetInt64(), root.GetProperty("hash").GetString()!,
                root.GetProperty("time").GetDateTimeOffset(), root.GetProperty("signature").GetString()!);
            pem ??= root.GetProperty("key").GetString();
        }
        if (pem is null)
        {
            using var own = AuditKey.Open(folder);
            pem = own.PublicPem;
        }
        if (kept is not null && !AuditKey.IsSigned(pem, kept.Sequence, kept.Hash, kept.Time, kept.Signature))
            throw new CommandException(ExitCode.Refused, "the kept head is not signed by this key");
        var report = AuditVerifier.Run(folder, pem, kept);
        foreach (var fault in report.Faults) screen.Line(fault);
        screen.Line(
            string.Create(CultureInfo.InvariantCulture,
            $"{report.Lines} lines, {report.Heads} signed heads: " +
            $"{(report.Faults.Count == 0 ? "whole" : $"{report.Faults.Count} faults")}"));
        return report.Faults.Count == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private static int Head(ParseResult result, Screen screen)
    {
        var folder = Folder(result);
        using var key = AuditKey.Open(folder);
        var head = AuditVerifier.Run(folder, key.PublicPem).Head
            ?? throw new CommandException(ExitCode.Refused, "no head has been signed yet");
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", head.Sequence);
            json.WriteString("hash", head.Hash);
            json.WriteString("time", head.Time);
            json.WriteString("signature", head.Signature);
            json.WriteString("key", key.PublicPem);
            json.WriteEndObject();
        }
        screen.Output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
        return ExitCode.Done;
    }

    private static int Export(ParseResult result, Screen screen)
    {
        var format = result.GetValue(Format)!;
        if (!AuditExport.Formats.Contains(format))
            throw new CommandException(ExitCode.Failed, $"--format: '{format}' is not one of {string.Join(", ", AuditExport.Formats)}");
        if (AuditExport.Header(format) is { Length: > 0 } header) screen.Output.WriteLine(header);
        foreach (var line in LogTail.Lines(Folder(result), 0))
            if (AuditExport.Convert(format, line.Text, Environment.MachineName) is { } converted) screen.Output.WriteLine(converted);
        return ExitCode.Done;
    }
}
