using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Client.Rpc;
using Sekimori.Rpc;
using Sekimori.Rpc.Management;

namespace Sekimori.App.Rpc;

/// <summary>`sekimori rpc interfaces HOST[PORT]`: rpc_mgmt_inq_if_ids.</summary>
internal static class InterfacesCommand
{
    public static async Task<int> RunAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var binding = result.GetRequiredValue(RpcTarget.Endpoint);
        var interfaces = await RpcTarget.AskAsync(result, binding, (options, limit) =>
            AskAsync(binding, options, limit), cancellationToken);
        if (screen.IsJson)
        {
            screen.Json([.. interfaces.Select(InterfaceJson.Of)], RpcJson.Default.InterfaceJsonArray);
            return ExitCode.Done;
        }

        var table = new Table("interface", "version", "name", "document", "purpose");
        foreach (var one in interfaces.Select(InterfaceJson.Of))
            table.Add(one.Interface, one.Version, one.Name, one.Document, one.Title);
        screen.Write(table);
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<SyntaxId>> AskAsync(
        RpcBinding binding, RpcClientOptions options, CancellationToken cancellationToken)
    {
        var (client, channel) = await RpcClient.ConnectAsync(RpcTarget.WithPort(binding), IManagement.Info.Id, options, cancellationToken);
        await using var connection = client;
        var management = new ManagementClient(channel);
        var answer = await management.InqIfIdsAsync(cancellationToken);
        if (answer.Status != 0)
            throw new RpcFaultException(answer.Status);
        return [.. (answer.IfIdVector?.IfId ?? []).OfType<Sekimori.Rpc.EndpointMap.RpcIfId>()
            .Select(id => new SyntaxId(id.Uuid, id.Major, id.Minor))];
    }
}
