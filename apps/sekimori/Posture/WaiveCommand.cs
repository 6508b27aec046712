using System.CommandLine;
using System.Globalization;
using Sekimori.App.Terminal;
using Sekimori.Posture.Waivers;
using Sekimori.Storage.Findings;

namespace Sekimori.App.Posture;

/// <summary>`sekimori audit waive`: accepts findings in a store, for a time.</summary>
internal static class WaiveCommand
{
    private static readonly Argument<string?> Check = new("CHECK")
    {
        Description = "A check's number or name, such as W01.", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Host = Text("--host", "The host, or a pattern with * and ?.", "HOST");
    private static readonly Option<string?> Subject = Text("--subject", "The subject, or a pattern (default: every subject).", "SUBJECT");
    private static readonly Option<string?> Reason = Text("--reason", "Why it is accepted.", "TEXT");
    private static readonly Option<string?> By = Text("--by", "Who accepts it (default: the current user).", "NAME");
    private static readonly Option<string?> Until = Text("--until", "The last day, at most a year ahead.", "YYYY-MM-DD");
    private static readonly Option<bool> List = new("--list") { Description = "List the waivers." };
    private static readonly Option<long?> Remove = new("--remove") { Description = "Remove a waiver by its number.", HelpName = "N" };

    public static Command Create() => new Command("waive", "Accept a finding in a store of runs until a day; list and remove waivers.")
    {
        Check, Host, Subject, Reason, By, Until, List, Remove, FindingStores.Store, StandardOptions.DatabaseFile, StandardOptions.Data,
    }.Does((result, screen, cancellation) => FindingStores.UseAsync(result, async store =>
    {
        if (result.GetValue(List)) return await ListAsync(store, screen, cancellation);
        if (result.GetValue(Remove) is { } number)
            return await store.RemoveWaiverAsync(number, cancellation) ? ExitCode.Done
                : throw new CommandException(ExitCode.Refused, $"there is no waiver {number}; 'sekimori audit waive --list' lists them");
        var waiver = Read(result, DateTimeOffset.UtcNow);
        await store.AddWaiverAsync(new(0, waiver.Check, waiver.Host, waiver.Subject ?? "", waiver.Reason, waiver.By, Day(waiver.Until)),
            cancellation);
        screen.Line($"{waiver.Check} on {waiver.Host} is accepted until {Day(waiver.Until)}");
        return ExitCode.Done;
    }, cancellation));

    private static Waiver Read(ParseResult result, DateTimeOffset now)
    {
        string Need(string? value, string name) => value is { Length: > 0 } ? value
            : throw new CommandException(ExitCode.Failed, $"{name} is missing: a waiver has a check, --host, --reason and --until");
        try
        {
            return WaiverList.Make(Need(result.GetValue(Check), "CHECK"), Need(result.GetValue(Host), "--host"), result.GetValue(Subject),
                Need(result.GetValue(Reason), "--reason"), result.GetValue(By) ?? Environment.UserName,
                Need(result.GetValue(Until), "--until"), now);
        }
        catch (FormatException wrong)
        {
            throw new CommandException(ExitCode.Failed, wrong.Message, wrong);
        }
    }

    private static async Task<int> ListAsync(FindingTables store, Screen screen, CancellationToken cancellation)
    {
        var waivers = await store.WaiversAsync(cancellation);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var table = new Table("number", "check", "host", "subject", "until", "by", "reason");
        foreach (var one in waivers)
            table.Add(one.Number.ToString(CultureInfo.InvariantCulture), one.Check, one.Host, one.Subject,
                string.CompareOrdinal(one.Until, Day(today)) < 0 ? one.Until + " (ended)" : one.Until, one.By, one.Reason);
        if (waivers.Count == 0) screen.Line("no waivers");
        else screen.Write(table);
        return ExitCode.Done;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Option<string?> Text(string name, string description, string value) => new(name)
    {
        Description = description, HelpName = value,
    };
}
