using System.CommandLine;
using Sekimori.App.Cim;
using Sekimori.App.Terminal;
using Sekimori.Cim.Model;
using static Sekimori.App.Cim.CimOperands;

namespace Sekimori.App.Wmi;

/// <summary>`sekimori wmi`: the objects of another host through WMI over DCOM, with the output of `sekimori cim`.</summary>
internal static class WmiCommands
{
    private static readonly Option<bool> Shallow = new("--shallow") { Description = "Without instances of derived classes." };
    private static readonly Option<string?> Superclass = new("--superclass")
    {
        Description = "Only classes that derive from this one.", HelpName = "CLASS"
    };
    public static void AddTo(RootCommand root)
    {
        var group = new Command("wmi", "Query objects of a host through WMI over DCOM (port 135), and invoke their methods.");
        group.Subcommands.Add(new Command("query", "Run a WQL query.") { WmiTarget.Host, Wql, WmiTarget.Items, StandardOptions.Json }
            .ReachingWmi().Does(QueryAsync));
        group.Subcommands.Add(new Command("enumerate", "List the objects of a class.")
        {
            WmiTarget.Host, ClassName, Shallow, WmiTarget.Items, StandardOptions.Json
        }.ReachingWmi().Does(EnumerateAsync));
        WmiObjects.AddTo(group);
        group.Subcommands.Add(new Command("classes", "List the classes.")
        {
            WmiTarget.Host, Pattern, Superclass, Mof, WmiTarget.Items, StandardOptions.Json
        }.ReachingWmi().Does(ClassesAsync));
        group.Subcommands.Add(new Command("class", "Show a class: its properties and methods.")
        {
            WmiTarget.Host, ClassName, Mof, StandardOptions.Json
        }.ReachingWmi().Does(ClassAsync));
        WatchEvents.AddTo(group);
        WmiPingCommand.AddTo(group);
        root.Subcommands.Add(group);
    }

    private static Task<int> QueryAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var query = result.GetRequiredValue(Wql);
        return WmiSession.RunAsync(result, cancellationToken, async client =>
        {
            var rows = client.QueryAsync(query, cancellationToken);
            await new InstanceStream(screen, c => c.Properties, Selection.IsNamed(query)).WriteAsync(RowProgress.Over(rows, screen));
            return ExitCode.Done;
        });
    }

    private static Task<int> EnumerateAsync(ParseResult result, Screen screen, CancellationToken cancellationToken) =>
        WmiSession.RunAsync(result, cancellationToken, async client =>
        {
            var (name, isDeep) = (result.GetRequiredValue(ClassName), !result.GetValue(Shallow));
            var rows = client.EnumerateAsync(name, isDeep, cancellationToken);
            await new InstanceStream(screen, c => c.Properties, hasAllColumns: false).WriteAsync(RowProgress.Over(rows, screen));
            return ExitCode.Done;
        });

    private static Task<int> ClassesAsync(ParseResult result, Screen screen, CancellationToken cancellationToken) =>
        WmiSession.RunAsync(result, cancellationToken, async client =>
        {
            var pattern = new ClassPattern(result.GetValue(Pattern));
            var found = new List<CimClass>();
            var all = client.ClassesAsync(result.GetValue(Superclass), true, cancellationToken);
            await foreach (var one in RowProgress.Over(all, screen))
                if (pattern.Matches(one)) found.Add(one);
            ClassView.WriteList([.. found.OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)], screen, result.GetValue(Mof),
                knowsRoles: false);
            return ExitCode.Done;
        });

    private static Task<int> ClassAsync(ParseResult result, Screen screen, CancellationToken cancellationToken) =>
        WmiSession.RunAsync(result, cancellationToken, async client =>
        {
            var name = result.GetRequiredValue(ClassName);
            ClassView.Write(await client.GetClassAsync(name, cancellationToken), screen, result.GetValue(Mof),
                knowsRoles: false);
            return ExitCode.Done;
        });
}
