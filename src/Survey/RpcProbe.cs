using System.Globalization;
using System.Net;
using Sekimori.Client.Rpc;
using Sekimori.Client.Rpc.Probing;
using Sekimori.Dcom.Resolver;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;
using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Management;
using Sekimori.Rpc.Towers;
using Sekimori.Security;

namespace Sekimori.Survey;

/// <summary>Asks the endpoint mapper and the ports that it names, all without a logon.</summary>
internal sealed class RpcProbe(IPAddress address, SurveyOptions options, HostFacts facts, PortProbe ports)
{
    // Windows has 10 to 20 dynamic ports; a mapper that names thousands wants to keep us busy.
    private const int MaxPorts = 64;

    private readonly RpcClientOptions _client = new()
    {
        ConnectTimeout = options.ConnectTimeout, BindTimeout = options.AnswerTimeout, CallTimeout = options.AnswerTimeout,
    };

    private readonly Dictionary<int, HashSet<Guid>> _served = [];

    public async Task AskAsync(CancellationToken cancellationToken)
    {
        if (!await TryAsync("135", FactId.RpcBind, BindAsync, cancellationToken).ConfigureAwait(false)) return;
        await TryAsync("135", FactId.RpcMapper, ReadMapAsync, cancellationToken).ConfigureAwait(false);
        await TryAsync("135", FactId.RpcAddresses, ServerAliveAsync, cancellationToken).ConfigureAwait(false);
        await ChallengeAsync(cancellationToken).ConfigureAwait(false);
        _served.TryAdd(options.MapperPort, []);
        foreach (var port in _served.Keys.Order().Take(MaxPorts).ToList())
        {
            if (port != options.MapperPort && !await ports.IsOpenAsync(port, port, cancellationToken).ConfigureAwait(false)) continue;
            await TryAsync(Name(port), FactId.RpcManagement, token => ManagementAsync(port, token), cancellationToken)
                .ConfigureAwait(false);
            await new StubProbe(new(address.ToString(), port), Name(port), _client, facts).AskAsync(Wanted(port), cancellationToken)
                .ConfigureAwait(false);
            await new AnonymousReads(new(address.ToString(), port), Name(port), _client, facts).AskAsync(_served[port], cancellationToken)
                .ConfigureAwait(false);
        }
    }

    // On the mapper's own port, ept_insert; elsewhere what the port is known to serve.
    private IEnumerable<ProbedOperation> Wanted(int port) => ProbedOperations.All.Where(operation =>
        operation.Uses == ProbedUse.MapperWrite ? port == options.MapperPort : _served[port].Contains(operation.Interface));

    private string Name(int port) => port == options.MapperPort ? "135" : port.ToString(CultureInfo.InvariantCulture);

    private async Task<string> BindAsync(CancellationToken cancellationToken)
    {
        var client = await RpcClient.ConnectAsync(Binding(options.MapperPort), _client, cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            await client.BindAsync(IEndpointMapper.Info.Id, cancellationToken).ConfigureAwait(false);
            return "accepted";
        }
    }

    private async Task<string> ReadMapAsync(CancellationToken cancellationToken)
    {
        var map = await EndpointMapReader.ReadAsync(Binding(options.MapperPort), _client, cancellationToken).ConfigureAwait(false);
        foreach (var one in map)
        {
            if (one.Binding is not { } binding || binding.Sequence != ProtocolSequence.Tcp
                || !ushort.TryParse(binding.Endpoint, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
                continue;
            if (!_served.TryGetValue(port, out var interfaces)) _served[port] = interfaces = [];
            if (interfaces.Add(binding.Interface.Uuid))
                facts.Add(FactId.RpcEndpoint, $"{Name(port)}/{binding.Interface.Uuid}", one.Annotation);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{map.Count} endpoints");
    }

    private async Task<string> ServerAliveAsync(CancellationToken cancellationToken)
    {
        var (client, channel) = await RpcClient.ConnectAsync(Binding(options.MapperPort), IObjectExporter.Info.Id, _client,
            cancellationToken)
            .ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var answer = await new ObjectExporterClient(channel).ServerAlive2Async(cancellationToken).ConfigureAwait(false);
            var names = answer.Bindings?.Read().Strings.Select(one => one.Host).Where(one => one.Length > 0).Distinct().Take(50).ToList()
                ?? [];
            return names.Count > 0 ? "names " + string.Join(", ", names) : "no names";
        }
    }

    private async Task ChallengeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await SchemeProbe.AskAsync(Binding(options.MapperPort), SecurityScheme.Ntlm, _client, cancellationToken)
                .ConfigureAwait(false);
            if (answer.Challenge is { } challenge) NtlmFacts.Add(facts, "135", challenge);
        }
        catch (Exception failure) when (RpcTrouble.IsExpected(failure))
        {
            facts.Add(FactId.Trouble, "135", $"NTLM: {failure.Message}");
        }
    }

    private async Task<string> ManagementAsync(int port, CancellationToken cancellationToken)
    {
        var (client, channel) = await RpcClient.ConnectAsync(Binding(port), IManagement.Info.Id, _client, cancellationToken)
            .ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var answer = await new ManagementClient(channel).InqIfIdsAsync(cancellationToken).ConfigureAwait(false);
            if (answer.Status != 0) return answer.Status == RpcStatus.AccessDenied ? "denied" : $"status 0x{answer.Status:x8}";
            var interfaces = (answer.IfIdVector?.IfId ?? []).OfType<RpcIfId>().Select(id => id.Uuid).Distinct().Take(1000).ToList();
            foreach (var one in interfaces)
            {
                facts.Add(FactId.RpcInterface, $"{Name(port)}/{one}", Observations.InterfaceCatalogue.Get(one).Name);
                _served[port].Add(one);
            }

            return string.Create(CultureInfo.InvariantCulture, $"{interfaces.Count} interfaces");
        }
    }

    private RpcBinding Binding(int port) => new(address.ToString(), port);

    private async Task<bool> TryAsync(string subject, string id, Func<CancellationToken, Task<string>> ask,
        CancellationToken cancellationToken)
    {
        try
        {
            facts.Add(id, subject, await ask(cancellationToken).ConfigureAwait(false));
            return true;
        }
        catch (RpcFaultException fault) when (fault.Status == RpcStatus.AccessDenied)
        {
            facts.Add(id, subject, "denied");
        }
        catch (RpcBindException refused) when (id != FactId.RpcBind)
        {
            facts.Add(FactId.Trouble, subject, $"{id}: {refused.Message}");
        }
        catch (Exception failure) when (RpcTrouble.IsExpected(failure))
        {
            facts.Add(id == FactId.RpcBind ? id : FactId.Trouble, subject, id == FactId.RpcBind ? failure.Message
                : $"{id}: {failure.Message}");
        }

        return false;
    }
}
