using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Sekimori.App.Data;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Gateway.Terminated;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Audit;
using Sekimori.Storage.Files;
using Sekimori.Storage.Recordings;

namespace Sekimori.App.Gateway;

/// <summary>sekimori sessions play: the recorded shells of a session, for those whom the settings name, and for the record.</summary>
internal static class PlayCommand
{
    // The server looks each second, and makes the record durable.
    private static readonly TimeSpan RecordWithin = TimeSpan.FromSeconds(8);

    // Nobody watches a pause of an hour.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    // asciicast events are lines; the largest is the output of one answer.
    private const int LargestLine = 8 * 1024 * 1024;

    private static readonly Argument<string> Id = new("ID") { Description = "The session's id, or its first digits." };
    private static readonly Option<string> User = new("--user")
    {
        Description = "Your account, one of recording-readers. Prompts for its password.", HelpName = "NAME", Required = true
    };
    private static readonly Option<string?> Output = new("--output")
    {
        Description = "Write asciicast v2 to this file instead (for asciinema), one file for each shell.", HelpName = "FILE"
    };
    private static readonly Option<bool> Fast = new("--fast") { Description = "Without pauses." };

    public static Command Command() => new Command("play", "Play the recorded shells of a session. Each reading is recorded.")
    {
        Id, User, StandardOptions.PasswordStdin, Output, Fast, StandardOptions.Data, ServeOptions.SettingsFile
    }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        if (result.GetValue(ServeOptions.SettingsFile) is null)
            throw new CommandException(ExitCode.Failed, "the settings name who may read recordings: specify --settings FILE");
        var settings = ServeOptions.Settings(result);
        var data = DataFolders.Open(settings.Data ?? DataFolders.Default());
        var secrets = GateSecrets.Open(settings.Secrets, data);
        var account = LogOn(result, settings, new AccountStore(data, secrets));
        try
        {
            var folder = new RecordingFolder(data, secrets);
            var names = folder.Of(Checked(result.GetValue(Id)!));
            var sessions = names.Select(name => name[..name.IndexOf('-', StringComparison.Ordinal)]).Distinct().ToList();
            if (sessions is not [var session])
            {
                throw new CommandException(ExitCode.Refused, sessions.Count == 0
                    ? $"no recording of a session '{result.GetValue(Id)}'"
                    : $"'{result.GetValue(Id)}' begins the ids of {sessions.Count} sessions: specify more digits");
            }
            await RecordAsync(settings, data, folder, account, session, cancellationToken);
            var isWhole = true;
            foreach (var name in names)
                isWhole &= await PlayAsync(result, folder, name, names.Count > 1, screen, cancellationToken);
            return isWhole ? ExitCode.Done : ExitCode.Refused;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException
            or CryptographicException)
        {
            throw new CommandException(ExitCode.Failed, $"the recording cannot be read: {failure.Message}", failure);
        }
    }

    // A file name, and no pattern.
    private static string Checked(string id) => id.Length is > 0 and <= 16 && id.All(char.IsAsciiHexDigitLower)
        ? id
        : throw new CommandException(ExitCode.Failed, $"'{Printable.Of(id)}' is not the id of a session");

    private static string LogOn(ParseResult result, GateSettings settings, AccountStore store)
    {
        var name = result.GetRequiredValue(User);
        var password = result.GetValue(StandardOptions.PasswordStdin) ? PasswordPrompt.ReadStandardInput() : PasswordPrompt.Ask("Password");
        var account = store.Find(name);
        var isProved = store.Secrets(account)?.Password.Matches(password) == true && account is { Enabled: true };
        // One answer for a wrong password and for an account that may not read: neither is told.
        return isProved && AccountPatterns.Match(settings.Gateway.RecordingReaders, account!.Name, RoleGroups.Of(account.Role))
            ? account.Name
            : throw new CommandException(ExitCode.Refused,
                $"{Printable.Of(name)} may not read recordings (gateway: recording-readers), or the password is wrong");
    }

    private static async Task RecordAsync(GateSettings settings, DataFolder data, RecordingFolder folder, string account, string session,
        CancellationToken cancellationToken)
    {
        if (RunningServers.Find().Any(server => server.Folder == data.Path))
        {
            if (!await new ReadingRequests(folder.Path).AskAsync(account, session, RecordWithin, cancellationToken))
                throw new CommandException(ExitCode.Failed, "the server has not recorded the reading in time: nothing is shown");
            return;
        }
        try
        {
            await using var log = AuditLog.Open(new AuditOptions
            {
                Folder = settings.Guard.Audit.Folder ?? data.Folder("audit").FullName, HasIndex = false
            }, TimeProvider.System);
            var seen = GatewayRecords.Reading(TimeProvider.System.GetUtcNow(), account, session, "by a command, without a server");
            await log.AppendAsync(AuditLine.Members(seen, new Verdict(true, null, 0, AuditDemand.Required)));
        }
        catch (AuditUnavailableException failure)
        {
            throw new CommandException(
                ExitCode.Failed, $"the reading cannot be recorded, and nothing is shown: {failure.Message}", failure);
        }
    }

    private static async Task<bool> PlayAsync(
        ParseResult result, RecordingFolder folder, string name, bool isOneOfMany, Screen screen, CancellationToken cancellationToken)
    {
        using var reader = folder.Open(name);
        if (result.GetValue(Output) is { } output)
        {
            var path = isOneOfMany
                ? Path.Combine(Path.GetDirectoryName(output) ?? "", $"{Path.GetFileNameWithoutExtension(output)}-{name}.cast") : output;
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var file = new FileStream(path, options);
            while (reader.Next() is { } text) await file.WriteAsync(text, cancellationToken);
            screen.Line($"{path}: {name}{(reader.IsWhole ? "" : ", cut")}");
        }
        else
        {
            var line = new MemoryStream();
            double at = 0;
            while (reader.Next() is { } text)
            {
                foreach (var one in text)
                {
                    if (one != (byte)'\n' && line.Length < LargestLine) line.WriteByte(one);
                    else if (one == (byte)'\n')
                    {
                        at = await ShowAsync(line.ToArray(), at, result.GetValue(Fast), screen, cancellationToken);
                        line.SetLength(0);
                    }
                }
            }
        }
        if (!reader.IsWhole) screen.Error.WriteLine($"{name} has no end: the server was killed, the shell is open, or the file was cut");
        return reader.IsWhole;
    }

    private static async Task<double> ShowAsync(byte[] line, double before, bool isFast, Screen screen, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        if (root.ValueKind == JsonValueKind.Object)
        {
            screen.Line(Printable.Of(root.GetProperty("title").GetString() ?? ""));
            return before;
        }
        var (at, kind, text) = (root[0].GetDouble(), root[1].GetString(), root[2].GetString() ?? "");
        var pause = TimeSpan.FromSeconds(Math.Max(0, at - before));
        if (!isFast) await Task.Delay(pause < LongestPause ? pause : LongestPause, cancellationToken);
        // What a target has sent is not for this terminal to obey.
        foreach (var part in text.TrimEnd('\r', '\n').Split('\n'))
            screen.Line($"{kind switch { "i" => "> ", "m" => "-- ", _ => "" }}{Printable.Of(part.TrimEnd('\r').Replace('\t', ' '))}");
        return at;
    }
}
