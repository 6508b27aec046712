using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Client.Rpc;

namespace Sekimori.App.Rpc;

/// <summary>`sekimori rpc dump HOST`.</summary>
internal static class DumpCommand
{
    public static async Task<int> RunAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var binding = result.GetRequiredValue(RpcTarget.Host);
        var endpoints = await RpcTarget.AskAsync(result, binding, (options, limit) =>
            EndpointMapReader.ReadAsync(binding, options, limit), cancellationToken);
        if (screen.IsJson)
        {
            screen.Json([.. endpoints.Select(EndpointJson.Of)], RpcJson.Default.EndpointJsonArray);
            return ExitCode.Done;
        }

        var table = new Table("interface", "version", "name", "endpoint", "annotation", "document");
        foreach (var one in endpoints.Select(EndpointJson.Of).OrderBy(e => e.Name ?? "~").ThenBy(e => e.Interface).ThenBy(e => e.Binding))
            table.Add(one.Interface, one.Version, one.Name, one.Binding, one.Annotation, one.Document);
        screen.Write(table);
        return ExitCode.Done;
    }
}
