using System.CommandLine;
using System.Globalization;
using Sekimori.App.Data;
using Sekimori.App.Terminal;
using Sekimori.Gate.Gateway;

namespace Sekimori.App.Gateway;

/// <summary>sekimori sessions: who is connected to which target through the gateway of this machine.</summary>
internal static class SessionCommands
{
    // The gate looks for requests each second, and a session's last bytes may take some more.
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(8);

    private static readonly Argument<string> Id = new("ID") { Description = "The session's id, or its first digits." };
    private static readonly Option<string?> Account = new("--account") { Description = "Sessions of this account.", HelpName = "NAME" };
    private static readonly Option<string?> Target = new("--target") { Description = "Sessions to this target.", HelpName = "NAME" };

    public static void AddTo(RootCommand root)
    {
        var sessions = new Command("sessions", "List, end and play the sessions of the gateway.");
        sessions.Add(new Command("list", "List the open sessions.") { StandardOptions.Data, StandardOptions.Json, Account, Target }
            .Does((result, screen, _) => Task.FromResult(List(result, screen))));
        sessions.Add(new Command("show", "Show one open session.") { Id, StandardOptions.Data, StandardOptions.Json }
            .Does((result, screen, _) => Task.FromResult(Show(result, screen))));
        sessions.Add(new Command("end", "End an open session.") { Id, StandardOptions.Data }.Does(EndAsync));
        sessions.Add(PlayCommand.Command());
        root.Add(sessions);
    }

    private static int List(ParseResult result, Screen screen)
    {
        var (account, target) = (result.GetValue(Account), result.GetValue(Target));
        var notes = Journal(result).ReadAll().Where(note =>
            (account is null || note.Account.Equals(account, StringComparison.OrdinalIgnoreCase))
            && (target is null || note.Target.Equals(target, StringComparison.OrdinalIgnoreCase))).ToList();
        WarnWithoutServer(result, screen, notes.Count);
        if (screen.IsJson)
        {
            screen.Json(notes, SessionNoteJson.Default.IReadOnlyListSessionNote);
            return ExitCode.Done;
        }
        var table = new Table("id", "kind", "account", "scheme", "client", "target", "address", "since", ">sent", ">received", "rule");
        foreach (var note in notes)
            table.Add(note.Id, note.Kind, note.Account, note.Scheme, note.Client, note.Target, note.Address, DisplayTime.Of(note.Begun),
                Number(note.Sent), Number(note.Received), note.Rule);
        screen.Write(table);
        return ExitCode.Done;
    }

    private static int Show(ParseResult result, Screen screen)
    {
        var note = Find(result, out _);
        WarnWithoutServer(result, screen, 1);
        if (screen.IsJson)
        {
            screen.Json(note, SessionNoteJson.Default.SessionNote);
            return ExitCode.Done;
        }
        screen.Line($"session      {note.Id}");
        screen.Line($"kind         {note.Kind}");
        screen.Line($"account      {note.Account}, by {note.Scheme}");
        screen.Line($"client       {note.Client}");
        screen.Line($"target       {note.Target}, {note.Address}");
        screen.Line($"source port  {note.SourcePort}");
        screen.Line($"rule         {note.Rule}");
        screen.Line($"opened       {DisplayTime.Of(note.Begun)}");
        screen.Line($"bytes        {Number(note.Sent)} to the target, {Number(note.Received)} from it, as of {DisplayTime.Of(note.Noted)}");
        return ExitCode.Done;
    }

    private static async Task<int> EndAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var note = Find(result, out var journal);
        if (!IsServed(result))
            throw new CommandException(ExitCode.Failed, "no gateway uses this data folder: the session has ended with it");
        journal.AskToEnd(note.Id, Environment.UserName);
        for (var until = TimeProvider.System.GetUtcNow() + EndWithin; TimeProvider.System.GetUtcNow() < until;)
        {
            if (!journal.ReadAll().Any(open => open.Id == note.Id))
            {
                screen.Line($"session {note.Id} of {note.Account} to {note.Target} has ended");
                return ExitCode.Done;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
        throw new CommandException(ExitCode.Failed,
            $"the session {note.Id} has not ended within {EndWithin.TotalSeconds:0} s: see the server's log");
    }

    private static SessionNote Find(ParseResult result, out SessionJournal journal)
    {
        journal = Journal(result);
        var id = result.GetValue(Id)!;
        var found = journal.ReadAll().Where(note => note.Id.StartsWith(id, StringComparison.Ordinal)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new CommandException(ExitCode.Refused, $"no open session '{id}' (see: {CalledAs.Command} sessions list)"),
            _ => throw new CommandException(ExitCode.Refused, $"'{id}' begins the ids of {found.Count} sessions: specify more digits"),
        };
    }

    private static string Folder(ParseResult result) => Path.GetFullPath(result.GetValue(StandardOptions.Data) ?? DataFolders.Default());

    private static SessionJournal Journal(ParseResult result)
    {
        try
        {
            var journal = new SessionJournal(Folder(result));
            journal.ReadAll();
            return journal;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed,
                $"the sessions in {Folder(result)} cannot be read: {failure.Message} (choose the folder of the gateway with --data)",
                failure);
        }
    }

    private static bool IsServed(ParseResult result) => RunningServers.Find().Any(server => server.Folder == Folder(result));

    private static void WarnWithoutServer(ParseResult result, Screen screen, int count)
    {
        if (count > 0 && !IsServed(result))
            screen.Error.WriteLine(
                "no gateway uses this data folder: these sessions have ended with it, and its next start records them as cut");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
