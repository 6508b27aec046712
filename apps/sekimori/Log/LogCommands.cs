using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sekimori.App.Data;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Storage.Audit;

namespace Sekimori.App.Log;

/// <summary>sekimori log: to ask, to check and to hand on the audit log.</summary>
internal static class LogCommands
{
    private static readonly Option<string?> Since = new("--since") { Description = "Not before: a time, or an age (90s, 15m, 12h, 7d).", HelpName = "TIME" };
    private static readonly Option<string?> Until = new("--until") { Description = "Before: a time, or an age.", HelpName = "TIME" };
    private static readonly Option<string?> Type = new("--type") { Description = "call, bind, fault, logon, request, alert, change, head …" };
    private static readonly Option<string?> Client = new("--client") { Description = "The client's address." };
    private static readonly Option<string?> Account = new("--account") { Description = "The account; '*' stands for any run of characters." };
    private static readonly Option<string?> Interface = new("--interface") { Description = "The interface's UUID." };
    private static readonly Option<string?> Operation = new("--operation") { Description = "The operation's name." };
    private static readonly Option<string?> Verdict = new("--verdict") { Description = "allow or deny." };
    private static readonly Option<string?> Text = new("--text") { Description = "Any text in the line." };
    private static readonly Option<int> Limit = new("--limit") { Description = "Lines at most.", DefaultValueFactory = _ => 100 };
    private static readonly Option<string?> Database = new("--database") { Description = "Asks a PostgreSQL database that servers feed, instead of the data folder.", HelpName = "CONNECTION" };
    private static readonly Option<string?> DatabaseFile = new("--database-file") { Description = "A file with that connection string.", HelpName = "FILE" };
    private static readonly Option<string?> Host = new("--host") { Description = "In a database: the lines of this server alone.", HelpName = "NAME" };
    private static readonly Option<string?> Key = new("--key") { Description = "The public key that heads must be signed with (default: the log's own).", HelpName = "FILE" };
    private static readonly Option<string?> Kept = new("--head") { Description = "A head that `log head` wrote earlier: nothing up to it may have changed.", HelpName = "FILE" };
    private static readonly Option<string> Format = new("--format") { Description = string.Join(", ", AuditExport.Formats), DefaultValueFactory = _ => "ecs" };
    private static readonly Option<int> Lines = new("--lines") { Description = "Lines from the end.", DefaultValueFactory = _ => 10 };
    private static readonly Option<bool> Follow = new("--follow") { Description = "Go on as lines come." };

    public static void AddTo(RootCommand root)
    {
        var log = new Command("log", "The audit log: to ask, to check and to hand on.");
        log.Add(new Command("query", "Finds lines, the newest first.")
        {
            StandardOptions.Data, StandardOptions.Json, Since, Until, Type, Client, Account, Interface, Operation, Verdict, Text, Limit, Database, DatabaseFile, Host,
        }.Does(QueryAsync));
        log.Add(new Command("tail", "Writes the last lines.") { StandardOptions.Data, Lines, Follow }.Does(TailAsync));
        log.Add(new Command("verify", "Checks every hash, every link and every signed head.") { StandardOptions.Data, Key, Kept }.Does((result, screen, _) => Task.FromResult(Verify(result, screen))));
        log.Add(new Command("head", "Writes the last signed head and the public key, to be kept elsewhere.") { StandardOptions.Data }.Does((result, screen, _) => Task.FromResult(Head(result, screen))));
        log.Add(new Command("export", "Writes the log in a form that other tools read.") { StandardOptions.Data, Format }.Does((result, screen, _) => Task.FromResult(Export(result, screen))));
        root.Add(log);
    }

    /// <summary>The folder of the log.</summary>
    internal static string Folder(ParseResult result)
    {
        var folder = Path.Combine(result.GetValue(StandardOptions.Data) ?? DataFolders.Default(), "audit");
        return Directory.Exists(folder) ? folder : throw new CommandException(ExitCode.Failed, $"{folder}: there is no audit log here yet");
    }

    private static async Task<int> QueryAsync(ParseResult result, Screen screen, CancellationToken cancellation)
    {
        var query = new AuditQuery
        {
            Since = Time(result.GetValue(Since)), Until = Time(result.GetValue(Until)), Type = result.GetValue(Type), Client = result.GetValue(Client), Account = result.GetValue(Account),
            Interface = result.GetValue(Interface), Operation = result.GetValue(Operation), Verdict = result.GetValue(Verdict), Text = result.GetValue(Text), Limit = result.GetValue(Limit), Host = result.GetValue(Host),
        };
        if (AuditDatabases.Open(result.GetValue(Database), result.GetValue(DatabaseFile)) is not { } database) return Show(QueryFolder(Folder(result), query), screen);
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
        // The server indexes as it writes; without one, what it wrote last may be missing.
        using (var writable = AuditIndex.Open(folder)) writable.CatchUp(folder);
        using var index = AuditIndex.Open(folder, isReadOnly: true);
        foreach (var line in index.Query(query)) yield return line;
    }

    private static int Show(IEnumerable<string> found, Screen screen)
    {
        if (screen.WantsJson)
        {
            foreach (var line in found) screen.Line(line);
            return ExitCode.Done;
        }
        var table = new Table("Time", "Type", "Client", "Account", "What", "Verdict", "Rule", "Reason");
        foreach (var line in found)
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            table.Add(Member(root, "time"), Member(root, "type"), Member(root, "client"), Member(root, "account"),
                string.Join('.', new[] { Member(root, "interface_name"), Member(root, "operation"), Member(root, "action") }.Where(part => part.Length > 0)), Member(root, "verdict"), Member(root, "policy_rule"), Reason(root));
        }
        screen.Write(table);
        return ExitCode.Done;
    }

    private static async Task<int> TailAsync(ParseResult result, Screen screen, CancellationToken cancellation)
    {
        var folder = Folder(result);
        long last = 0;
        var kept = new Queue<string>();
        foreach (var line in Whole(folder, 0))
        {
            kept.Enqueue(line.Text);
            last = line.Sequence;
            if (kept.Count > result.GetValue(Lines)) kept.Dequeue();
        }
        foreach (var line in kept) screen.Line(line);
        while (result.GetValue(Follow))
        {
            await Task.Delay(500, cancellation);
            foreach (var line in Whole(folder, last))
            {
                screen.Line(line.Text);
                last = line.Sequence;
            }
        }
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
            kept = new(root.GetProperty("seq").GetInt64(), root.GetProperty("hash").GetString()!, root.GetProperty("time").GetDateTimeOffset(), root.GetProperty("signature").GetString()!);
            pem ??= root.GetProperty("key").GetString();
        }
        if (pem is null)
        {
            using var own = AuditKey.Open(folder);
            pem = own.PublicPem;
        }
        if (kept is not null && !AuditKey.IsSigned(pem, kept.Sequence, kept.Hash, kept.Time, kept.Signature)) throw new CommandException(ExitCode.Refused, "the kept head is not signed by this key");
        var report = AuditVerifier.Run(folder, pem, kept);
        foreach (var fault in report.Faults) screen.Line(fault);
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"{report.Lines} lines, {report.Heads} signed heads: {(report.Faults.Count == 0 ? "whole" : $"{report.Faults.Count} faults")}"));
        return report.Faults.Count == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private static int Head(ParseResult result, Screen screen)
    {
        var folder = Folder(result);
        using var key = AuditKey.Open(folder);
        var head = AuditVerifier.Run(folder, key.PublicPem).Head ?? throw new CommandException(ExitCode.Refused, "no head has been signed yet");
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
        if (!AuditExport.Formats.Contains(format)) throw new CommandException(ExitCode.Failed, $"--format: '{format}' is none of {string.Join(", ", AuditExport.Formats)}");
        if (AuditExport.Header(format) is { Length: > 0 } header) screen.Output.WriteLine(header);
        foreach (var line in Whole(Folder(result), 0))
            if (AuditExport.Convert(format, line.Text, Environment.MachineName) is { } converted) screen.Output.WriteLine(converted);
        return ExitCode.Done;
    }

    private static IEnumerable<(long Sequence, string Text)> Whole(string folder, long after)
    {
        foreach (var file in AuditFiles.All(folder))
            foreach (var (line, isEnded) in AuditFiles.Lines(file))
                if (isEnded && AuditLine.TryRead(line, out var sequence, out _, out _, out _) && sequence > after) yield return (sequence, System.Text.Encoding.UTF8.GetString(line));
    }

    private static DateTimeOffset? Time(string? text)
    {
        if (text is null) return null;
        if (text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture, out var age))
        {
            TimeSpan? span = text[^1] switch { 's' => TimeSpan.FromSeconds(age), 'm' => TimeSpan.FromMinutes(age), 'h' => TimeSpan.FromHours(age), 'd' => TimeSpan.FromDays(age), _ => null };
            if (span is { } back) return DateTimeOffset.UtcNow - back;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) ? time : throw new CommandException(ExitCode.Failed, $"'{text}' is no time: write 2026-01-31T12:00 or 15m");
    }

    /// <summary>Why a logon was refused. A line has it among its texts, which are other things in other lines.</summary>
    private static string Reason(JsonElement root) =>
        Member(root, "type") == "logon" && root.TryGetProperty("texts", out var texts) && texts.ValueKind == JsonValueKind.Array
            ? string.Join(", ", texts.EnumerateArray().Where(text => text.ValueKind == JsonValueKind.String).Select(text => text.GetString()))
            : "";

    private static string Member(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
