using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sekimori.App.Terminal;
using Sekimori.Posture.Checks;

namespace Sekimori.App.Posture;

/// <summary>`sekimori audit checks` and `sekimori audit explain`.</summary>
internal static class ChecksCommand
{
    private static readonly Argument<string> Id = new Argument<string>("CHECK") { Description = "A check's number or name, such as R05." }
        .WithNames();

    public static Command CreateList() => new Command("checks", "List the checks with severity and how each is made.")
    {
        AuditCommands.LanguageOption, StandardOptions.Json
    }.Does((result, screen, _) => Task.FromResult(List(result.GetValue(AuditCommands.LanguageOption), screen)));

    public static Command CreateExplain() => new Command("explain", "Explain a check: what, why, remedy, references.")
    {
        Id, AuditCommands.LanguageOption, StandardOptions.Json
    }.Does((result, screen, _) => Task.FromResult(Explain(result.GetValue(Id)!, result.GetValue(AuditCommands.LanguageOption), screen)));

    private static Argument<string> WithNames(this Argument<string> argument)
    {
        argument.CompletionSources.Add(_ => CheckCatalogue.All.Select(check =>
            new System.CommandLine.Completions.CompletionItem(check.Id)));
        return argument;
    }

    private static int List(Language language, Screen screen)
    {
        if (screen.IsJson)
        {
            var array = new JsonArrayStream(screen);
            foreach (var check in CheckCatalogue.All) array.Add(Json(check, language));
            array.End();
            return ExitCode.Done;
        }

        var table = new Table("id", "name", "severity", "seen", "title");
        foreach (var check in CheckCatalogue.All)
            table.Add(check.Id, check.Name, Word(check.Severity), Seen(check), check.Title.In(language));
        screen.Write(table);
        return ExitCode.Done;
    }

    private static int Explain(string id, Language language, Screen screen)
    {
        if (CheckCatalogue.Find(id) is not { } check)
        {
            var near = Nearest.To(id, CheckCatalogue.All.SelectMany(one => new[] { one.Id, one.Name }));
            var hint = near is null ? "'sekimori audit checks' lists them" : $"did you mean '{near}'?";
            throw new CommandException(ExitCode.Failed, $"there is no check '{id}'; {hint}");
        }

        if (screen.IsJson)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, Screen.JsonOptions)) Json(check, language).WriteTo(json);
            screen.Raw(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + Environment.NewLine);
            return ExitCode.Done;
        }

        screen.Line($"{check.Id} {check.Name}: {check.Title.In(language)}");
        screen.Line();
        screen.Line($"severity    {Word(check.Severity)}");
        screen.Line($"seen        {Seen(check)}");
        foreach (var rule in check.Settings) screen.Line($"requires    {rule.Setting.Id} = {rule.Condition}");
        screen.Line();
        screen.Line(check.Reason.In(language));
        screen.Line();
        foreach (var line in check.Remedy.Split('\n')) screen.Line("    " + line);
        if (check.References.Count == 0) return ExitCode.Done;
        screen.Line();
        screen.Line($"references  {string.Join(", ", check.References)}");
        return ExitCode.Done;
    }

    private static JsonObject Json(Check check, Language language) => new()
    {
        ["id"] = check.Id, ["name"] = check.Name, ["severity"] = Word(check.Severity),
        ["seen"] = List(Seen(check).Split(", ")), ["title"] = check.Title.In(language), ["reason"] = check.Reason.In(language),
        ["remedy"] = check.Remedy, ["references"] = List(check.References),
        ["requires"] = List(check.Settings.Select(rule => $"{rule.Setting.Id} = {rule.Condition}")),
    };

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode?)JsonValue.Create(text))];

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private static string Seen(Check check) => check.SeenBy.ToString().ToLowerInvariant();
}
