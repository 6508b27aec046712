using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using Sekimori.Cim.Model;
using Sekimori.Client.WsMan;
using Sekimori.WsMan.Addressing;

namespace Sekimori.App.Cim;

/// <summary>The part of `sekimori cim --url`: the same queries, sent to a WS-Management service.</summary>
internal static class RemoteCim
{
    public static async Task ClassesAsync(
        WsManClient client, string space, string? pattern, bool mof, Screen screen, CancellationToken cancellationToken)
    {
        var classes = await client.ListClassesAsync(space, new ClassPattern(pattern).Matches, cancellationToken);
        ClassView.WriteList(classes, screen, mof, knowsRoles: false);
    }

    public static async Task ClassAsync(
        WsManClient client, string space, string name, bool mof, Screen screen, CancellationToken cancellationToken) =>
        ClassView.Write(await client.GetClassAsync(space, name, cancellationToken), screen, mof, knowsRoles: false);

    public static Task QueryAsync(WsManClient client, string space, string query, Screen screen, CancellationToken cancellationToken) =>
        ObjectStream.WriteAsync(
        RowProgress.Over(
        client.EnumerateElementsAsync(WsManResource.Parse(space + "/*"), new EnumerateOptions { Wql = query }, cancellationToken), screen),
        screen);

    public static async Task GetAsync(WsManClient client, string space, string path, Screen screen, CancellationToken cancellationToken) =>
        ObjectView.Show(await client.GetElementAsync(ResourceOf(space, LocalObjects.PathOf(path)), cancellationToken), screen);

    public static async Task<int> InvokeAsync(
        WsManClient client, string space, string path, string method, IReadOnlyList<KeyValuePair<string, string>> arguments, Screen screen,
        CancellationToken cancellationToken)
    {
        var output = await client.InvokeAsync(
            ResourceOf(space, LocalObjects.PathOf(path)), method,
            [.. arguments.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))], cancellationToken);
        return ObjectView.ShowResult(output, screen);
    }

    // The keys of a path become selectors.
    private static WsManResource ResourceOf(string space, CimObjectPath path)
    {
        if (path.Keys.Any(key => key.Name.Length == 0))
            throw new CommandException(ExitCode.Failed, "over a network the path must name its keys: Win32_Process.Handle=\"1\"");
        return WsManResource.Parse($"{path.Namespace ?? space}/{path.ClassName}",
            [.. path.Keys.Select(key => new Selector(key.Name, key.Value.ToString()))]);
    }
}
