using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Client.Rpc;
using Sekimori.Observations;
using Sekimori.Rpc;

namespace Sekimori.App.Rpc;

/// <summary>`sekimori rpc map HOST INTERFACE`.</summary>
internal static class MapCommand
{
    public static async Task<int> RunAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var binding = result.GetRequiredValue(RpcTarget.Host);
        var text = result.GetRequiredValue(RpcTarget.Interface);
        var wanted = Read(text);
        var found = new List<RpcBinding>();
        foreach (var one in wanted)
            found.AddRange(
                await RpcTarget.AskAsync(result, binding, (options, limit) =>
                EndpointResolver.MapAsync(binding, one, options, limit), cancellationToken));
        if (screen.IsJson)
        {
            screen.Json([.. found.Distinct().Select(one => one.ToString())], RpcJson.Default.StringArray);
        }
        else
        {
            foreach (var one in found.Distinct())
                screen.Line(one.ToString());
        }

        if (found.Count > 0)
            return ExitCode.Done;
        if (!screen.IsJson)
            screen.Complain($"{binding.Host} does not serve {text} over TCP");
        return ExitCode.Refused;
    }

    /// <summary>"samr", "UUID", "UUID v1.0" or "UUID:1.0". A name may mean more than one interface.</summary>
    internal static IReadOnlyList<SyntaxId> Read(string text)
    {
        var parts = text.Split([' ', ':', ','], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 1 or 2 && Guid.TryParseExact(parts[0].Trim('{', '}'), "D", out var uuid))
        {
            if (parts.Length == 1)
                return [InterfaceCatalogue.Get(uuid) is { Name.Length: > 0 } known ? Id(known) : new SyntaxId(uuid, 1, 0)];
            if (Version.TryParse(parts[1].TrimStart('v', 'V'), out var version) && version.Major <= ushort.MaxValue
                && version.Minor <= ushort.MaxValue)
                return [new SyntaxId(uuid, (ushort)version.Major, (ushort)version.Minor)];
        }

        var named = InterfaceCatalogue.Find(text);
        if (named.Count > 0)
            return [.. named.Select(Id)];
        var suggestion = Nearest.To(text, InterfaceCatalogue.Known.SelectMany(one => one.Aliases.Prepend(one.Name)));
        throw new CommandException(ExitCode.Failed,
            $"'{text}' is neither a UUID nor a well-known interface" + (suggestion is null ? "" : $"; did you mean '{suggestion}'?"));
    }

    private static SyntaxId Id(RpcInterface known) => new(known.Uuid, known.Major, known.Minor);
}
