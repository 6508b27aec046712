using System.CommandLine;
using System.Xml.Linq;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;

namespace Sekimori.App.WsMan;

/// <summary>`sekimori wsman put|create|delete`: changes, creates and deletes objects.</summary>
internal static class ChangeCommands
{
    private static readonly Argument<string[]> Keys = new("KEY=VALUE")
    {
        Description = "The keys of the object.", Arity = ArgumentArity.ZeroOrMore
    };
    private static readonly Argument<string[]> Values = new("PROPERTY=VALUE")
    {
        Description = "The properties; a repeated name gives an array.", Arity = ArgumentArity.OneOrMore
    };
    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "A property and its new value; may be repeated.", HelpName = "PROPERTY=VALUE", Required = true
    };
    private static readonly Option<bool> Fragment = new("--fragment") { Description = "Send only the property, not the whole object." };

    public static void AddTo(Command group, Argument<string> url, Argument<string> resource)
    {
        group.Subcommands.Add(new Command("put", "Change properties of an object: get it, change it, put it back.")
        {
            url, resource, Keys, Set, Fragment, StandardOptions.Json
        }.Reaching().Does(
            (result, screen, cancellationToken) =>
            PutAsync(result, screen, Target(result, resource), result.GetRequiredValue(url), cancellationToken)));
        group.Subcommands.Add(new Command("create", "Create an object and print its keys.")
        {
            url, resource, Values, StandardOptions.Json
        }.Reaching().Does(
            (result, screen, cancellationToken) =>
            CreateAsync(result, screen, WsManResource.Parse(result.GetRequiredValue(resource)), result.GetRequiredValue(url),
            cancellationToken)));
        group.Subcommands.Add(new Command("delete", "Delete an object.") { url, resource, Keys }.Reaching().Does(
            (result, _, cancellationToken) =>
            DeleteAsync(result, Target(result, resource), result.GetRequiredValue(url), cancellationToken)));
    }

    /// <summary>An object with other values: elements of these names are replaced, others are added.</summary>
    public static XElement With(XElement item, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        var changed = new XElement(item);
        foreach (var group in values.GroupBy(v => v.Key, StringComparer.OrdinalIgnoreCase))
        {
            var old = changed.Elements().Where(e => e.Name.LocalName.Equals(group.Key, StringComparison.OrdinalIgnoreCase)).ToList();
            var name = old.Count > 0 ? old[0].Name : changed.Name.Namespace + group.Key;
            old.ForEach(e => e.Remove());
            foreach (var (_, value) in group) changed.Add(new XElement(name, value));
        }

        return changed;
    }

    private static async Task<int> PutAsync(
        ParseResult result, Screen screen, WsManResource target, string url, CancellationToken cancellationToken)
    {
        var values = WsManCommands.PairsOf(result.GetValue(Set)).ToList();
        using var client = WsManConnectOptions.Client(result, url);
        if (result.GetValue(Fragment))
        {
            foreach (var (name, value) in values) await client.PutFragmentAsync(target, name, value, cancellationToken);
            ObjectView.Show(await client.GetElementAsync(target, cancellationToken), screen);
            return ExitCode.Done;
        }

        var before = await client.GetElementAsync(target, cancellationToken);
        var after = await client.PutAsync(target, With(before, values), cancellationToken);
        ObjectView.Show(after ?? await client.GetElementAsync(target, cancellationToken), screen);
        return ExitCode.Done;
    }

    private static async Task<int> CreateAsync(
        ParseResult result, Screen screen, WsManResource resource, string url, CancellationToken cancellationToken)
    {
        using var client = WsManConnectOptions.Client(result, url);
        var made = await client.CreateAsync(
            resource, [.. WsManCommands.PairsOf(result.GetValue(Values)).Select(v => new KeyValuePair<string, string?>(v.Key, v.Value))],
            cancellationToken);
        ObjectView.Show(new XElement("Created", made.Selectors.Select(s => new XElement(s.Name, s.Value))), screen);
        return ExitCode.Done;
    }

    private static async Task<int> DeleteAsync(ParseResult result, WsManResource target, string url, CancellationToken cancellationToken)
    {
        using var client = WsManConnectOptions.Client(result, url);
        await client.DeleteAsync(target, cancellationToken);
        return ExitCode.Done;
    }

    private static WsManResource Target(ParseResult result, Argument<string> resource) =>
        WsManResource.Parse(result.GetRequiredValue(resource), WsManCommands.SelectorsOf(result.GetValue(Keys)));
}
