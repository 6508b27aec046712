using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Posture.Checks;

namespace Sekimori.App.Posture;

/// <summary>`sekimori audit`: checks how hosts protect the management ports.</summary>
internal static class AuditCommands
{
    /// <summary>The language of texts.</summary>
    public static Option<Language> LanguageOption { get; } = new Option<Language>("--language")
    {
        Description = "The language of titles, reasons and labels: en or ja (default: en).",
        HelpName = "LANGUAGE",
        CustomParser = argument =>
        {
            switch (argument.Tokens[0].Value)
            {
                case "en": return Language.English;
                case "ja": return Language.Japanese;
                case var other:
                    argument.AddError($"--language: '{other}' is neither en nor ja");
                    return default;
            }
        },
    }.WithWords("en", "ja");

    public static void AddTo(RootCommand root) => root.Subcommands.Add(
        new Command("audit", "Check how hosts protect the management ports: over the network without a logon, and from files.")
        {
            RunCommand.Create(),
            ChecksCommand.CreateList(),
            ChecksCommand.CreateExplain(),
            DiffCommand.Create(),
            ReportCommand.Create(),
            WaiveCommand.Create(),
            WorkerCommand.Create(),
            SelfCommand.Create(),
            CollectCommand.Create(),
        });
}
