using System.CommandLine;
using System.Globalization;
using Sekimori.App.Accounts;
using Sekimori.App.Data;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.Gate.Approvals;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Storage.Accounts;

namespace Sekimori.App.Gateway;

/// <summary>sekimori requests: what policy rules with `do: ask` have asked, and the approvers' answers.</summary>
internal static class RequestCommands
{
    private static readonly Argument<long> Number = new("NUMBER") { Description = "The number of the request." };
    private static readonly Option<bool> All = new("--all") { Description = "Also those that are decided or have expired." };
    private static readonly Option<string> As = new("--as")
    {
        Description = "The approver's account. Prompts for its password.", HelpName = "ACCOUNT", Required = true,
    };
    private static readonly Option<string?> For = new("--for")
    {
        Description = "How long the approval lasts, such as 30 min or 2 h; at most what the policy rule says, which is the default.",
        HelpName = "TIME",
    };
    private static readonly Option<string?> Reason = new("--reason") { Description = "The reason, for the audit log.", HelpName = "TEXT" };

    public static void AddTo(RootCommand root)
    {
        var requests = new Command("requests", "List and decide requests for approval (policy rules with 'do: ask').");
        requests.Add(new Command("list", "List the requests that wait for an approver.") { All, StandardOptions.Data, StandardOptions.Json }
            .Does((result, screen, _) => Task.FromResult(List(result, screen))));
        requests.Add(Deciding(new Command("approve", "Approve a request.") { Number, As, For, Reason }, isApproved: true));
        requests.Add(Deciding(new Command("deny", "Deny a request.") { Number, As, Reason }, isApproved: false));
        root.Add(requests);
    }

    private static Command Deciding(Command command, bool isApproved)
    {
        command.Add(StandardOptions.PasswordStdin);
        return AccountCommands.WithStore(command).Does((result, screen, _) =>
        {
            AccountCommands.With(result, store => Decide(result, screen, store, isApproved));
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static int List(ParseResult result, Screen screen)
    {
        var now = TimeProvider.System.GetUtcNow();
        var requests = Journal(result.GetValue(StandardOptions.Data)).ReadAll()
            .Where(request => result.GetValue(All) || request.Decision is null).ToList();
        if (screen.IsJson)
        {
            screen.Json(requests, RequestJson.Default.IReadOnlyListAccessRequest);
            return ExitCode.Done;
        }
        var table = new Table(">number", "account", "what", "client", "rule", "asked", "state", "approvers");
        foreach (var one in requests)
            table.Add(one.Number.ToString(CultureInfo.InvariantCulture), one.Account, one.What, one.Client, one.Rule,
                DisplayTime.Of(one.Asked), State(one, now), string.Join(", ", one.Approvers));
        screen.Write(table);
        return ExitCode.Done;
    }

    private static string State(AccessRequest request, DateTimeOffset now) => request.Decision switch
    {
        null => "waits",
        { IsApproved: false } denied => $"denied by {denied.By}",
        { } approved when approved.Until <= now => $"approved by {approved.By}, expired",
        var approved => $"approved by {approved.By} until {DisplayTime.Of(approved.Until)}",
    };

    private static void Decide(ParseResult result, Screen screen, AccountStore store, bool isApproved)
    {
        var journal = Journal(ServeOptions.Settings(result).Data);
        var number = result.GetValue(Number);
        var request = journal.ReadAll().FirstOrDefault(one => one.Number == number)
            ?? throw new CommandException(ExitCode.Refused, $"no request {number} (see: {CalledAs.Command} requests list)");
        if (request.Decision is { } before)
            throw new CommandException(ExitCode.Refused,
                $"request {number} was {(before.IsApproved ? "approved" : "denied")} by {before.By} at {DisplayTime.Of(before.At)}");
        var pass = PassOf(result, request);
        var approver = LogOn(result, store);
        var groups = RoleGroups.Of(approver.Role);
        if (request.FindDenialReason(approver.Name, CallerIdentity.OfAccount(approver.Number), groups) is { } why)
            throw new CommandException(ExitCode.Refused, why);
        var now = TimeProvider.System.GetUtcNow();
        var decision = new AccessDecision
        {
            IsApproved = isApproved, By = approver.Name, AccountNumber = approver.Number, Groups = groups, At = now, Until = now + pass,
            Reason = result.GetValue(Reason) ?? "",
        };
        try
        {
            journal.Decide(number, decision);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"request {number} cannot be decided: {failure.Message}", failure);
        }
        screen.Line(isApproved
            ? $"request {number} approved: {request.Account} may use {request.What} until {DisplayTime.Of(decision.Until)}"
            : $"request {number} denied");
    }

    private static Security.Accounts.Account LogOn(ParseResult result, AccountStore store)
    {
        var name = result.GetRequiredValue(As);
        var password = result.GetValue(StandardOptions.PasswordStdin) ? PasswordPrompt.ReadStandardInput() : PasswordPrompt.Ask("Password");
        // Also for a name that does not exist: the same work, and the same answer.
        var account = store.Find(name);
        if (store.Secrets(account)?.Password.Matches(password) != true || account is not { Enabled: true })
            throw new CommandException(ExitCode.Refused, $"wrong account or password, or {Printable.Of(name)} is disabled");
        return account;
    }

    private static TimeSpan PassOf(ParseResult result, AccessRequest request)
    {
        if (result.GetValue(For) is not { } text) return request.Pass;
        if (!AccessRequest.TryReadPass(text, out var pass))
            throw new CommandException(ExitCode.Failed, $"--for: '{Printable.Of(text)}' is not a time such as 30 min or 2 h");
        return pass <= request.Pass
            ? pass
            : throw new CommandException(ExitCode.Refused,
                $"--for: an approval by the policy rule '{request.Rule}' lasts at most {request.Pass.TotalMinutes:0} minutes (pass)");
    }

    private static RequestJournal Journal(string? data)
    {
        var folder = Path.GetFullPath(data ?? DataFolders.Default());
        try
        {
            var journal = new RequestJournal(folder);
            journal.ReadAll();
            return journal;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed,
                $"the requests in {folder} cannot be read: {failure.Message} (choose the folder of the server with --data)", failure);
        }
    }
}
