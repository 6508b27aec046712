using Sekimori.App.Terminal;
using Sekimori.Cim.Model;

namespace Sekimori.App.Cim;

/// <summary>The part of `sekimori cim` for this machine. `apps/sekimori-local` is built from the same source.</summary>
internal static class LocalCim
{
    public static async Task ClassesAsync(string space, string? pattern, bool mof, Screen screen, CancellationToken cancellationToken)
    {
        var query = $"SELECT * FROM meta_class WHERE __CLASS LIKE '{(pattern ?? "%").Replace("'", "\\'", StringComparison.Ordinal)}'";
        var answer = await LocalObjects.AskAsync(manager => manager.QueryAsync(space, query, LocalObjects.Caller, cancellationToken));
        ClassView.WriteList(answer.Classes!, screen, mof);
    }

    public static async Task ClassAsync(string space, string name, bool mof, Screen screen)
    {
        var c = await LocalObjects.AskAsync(manager => manager.ReadClassAsync(space, name, LocalObjects.Caller, CancellationToken.None));
        ClassView.Write(c, screen, mof);
    }

    public static Task QueryAsync(string space, string query, bool mof, Screen screen, CancellationToken cancellationToken) =>
        LocalObjects.AskAsync(async manager =>
        {
            var answer = await manager.QueryAsync(space, query, LocalObjects.Caller, cancellationToken);
            if (answer.Classes is { } classes) ClassView.WriteList(classes, screen, mof);
            else await InstanceView.WriteAsync(answer, screen, cancellationToken);
            return ExitCode.Done;
        });

    public static async Task GetAsync(string space, string text, Screen screen, CancellationToken cancellationToken)
    {
        var path = LocalObjects.PathOf(text);
        var instance = await LocalObjects.AskAsync(manager => manager.GetAsync(space, path, LocalObjects.Caller, cancellationToken));
        InstanceView.Write(instance, screen);
    }

    public static async Task<int> InvokeAsync(
        string space, string text, string method, IReadOnlyList<KeyValuePair<string, string>> arguments, Screen screen,
        CancellationToken cancellationToken)
    {
        var path = LocalObjects.PathOf(text);
        var values = LocalObjects.ValuesOf(arguments);
        var (definition, answer) = await LocalObjects.AskAsync(manager =>
            manager.InvokeAsync(space, path, method, values, LocalObjects.Caller, cancellationToken));
        return InstanceView.Write(definition, answer, screen);
    }
}
