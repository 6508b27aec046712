using Sekimori.Client.Rpc;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;
using Sekimori.Rpc;

namespace Sekimori.Survey;

/// <summary>
/// Calls operations without arguments and without a logon. The fault says how far the call came: 0x6f7 from the decoder, 5 from before it.
/// Only operations that cannot be decoded from nothing are called, so that none runs.
/// </summary>
internal sealed class StubProbe(RpcBinding binding, string name, RpcClientOptions options, HostFacts facts)
{
    // nca_s_fault_ndr ([C706] Appendix E), which Samba sends for RPC_X_BAD_STUB_DATA in some versions.
    private const uint FaultNdr = 0x000006f7, NcaFaultInvalidBound = 0x1c000007, NcaFaultRemoteNoMemory = 0x1c00001b;

    private RpcClient? _client;

    public async Task AskAsync(IEnumerable<ProbedOperation> operations, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var operation in operations) await AskAsync(operation, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (_client is not null) await _client.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task AskAsync(ProbedOperation operation, CancellationToken cancellationToken)
    {
        var subject = $"{name}/{ProbedOperations.Key(operation.Interface, operation.Opnum)}";
        try
        {
            facts.Add(FactId.RpcStub, subject, await CallAsync(operation, cancellationToken).ConfigureAwait(false));
        }
        catch (RpcBindException)
        {
            facts.Add(FactId.RpcStub, subject, StubAnswer.NotHere);
        }
        catch (Exception failure) when (RpcTrouble.IsExpected(failure))
        {
            // A server may end the connection: the next operation has a new one.
            facts.Add(FactId.Trouble, subject, failure.Message);
            if (_client is not null) await _client.DisposeAsync().ConfigureAwait(false);
            _client = null;
        }
    }

    private async Task<string> CallAsync(ProbedOperation operation, CancellationToken cancellationToken)
    {
        if (_client is null or { IsOver: true }) _client = await RpcClient.ConnectAsync(binding, options, cancellationToken)
            .ConfigureAwait(false);
        var channel = await _client.BindAsync(new SyntaxId(operation.Interface, operation.Major, operation.Minor), cancellationToken)
            .ConfigureAwait(false);
        try
        {
            await channel.CallAsync(operation.Opnum, default, null, cancellationToken).ConfigureAwait(false);
            return "answered";
        }
        catch (RpcFaultException fault)
        {
            return fault.Status switch
            {
                FaultNdr or NcaFaultInvalidBound or NcaFaultRemoteNoMemory => StubAnswer.Reachable,
                RpcStatus.AccessDenied => StubAnswer.Denied,
                RpcStatus.OperationRange => StubAnswer.NoOperation,
                var other => $"fault 0x{other:x8}",
            };
        }
    }
}
