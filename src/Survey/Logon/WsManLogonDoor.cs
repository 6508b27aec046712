using Sekimori.Client.WsMan;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;
using Sekimori.Wire;

namespace Sekimori.Survey.Logon;

/// <summary>WS-Management with a logon. Opening it reads winrm/config: the first request is the logon.</summary>
internal sealed class WsManLogonDoor(string name, WsManClient client, HostFacts facts) : ILogonDoor
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var config = await client.GetElementAsync(WsManResource.Config, cancellationToken).ConfigureAwait(false);
            foreach (var fact in WinRmConfigReader.Read(config.ToString(), "")) facts.Add(fact with { Source = FactSource.Logon });
        }
        catch (Exception failure) when (failure is MalformedException
            or WsManClientException { Failure: WsManFailure.Fault or WsManFailure.Malformed })
        {
            // Logged on: the configuration is for administrators.
            facts.Add(new Fact(FactId.Trouble, name, "winrm/config: " + failure.Message, FactSource.Logon));
        }
        catch (WsManClientException failure)
        {
            throw Failed(failure);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DoorRow>> QueryAsync(string wql, int most, CancellationToken cancellationToken)
    {
        var rows = new List<DoorRow>();
        try
        {
            var found = client.EnumerateElementsAsync(WsManResource.Query(), new EnumerateOptions { Wql = wql }, cancellationToken);
            await foreach (var row in found.ConfigureAwait(false))
            {
                rows.Add(DoorRow.Of(row));
                if (rows.Count >= most) break;
            }
        }
        catch (WsManClientException failure)
        {
            throw Failed(failure);
        }

        return rows;
    }

    /// <inheritdoc/>
    public async Task<DoorRow> InvokeAsync(string space, string className, string method,
        IReadOnlyList<KeyValuePair<string, string?>> arguments, CancellationToken cancellationToken)
    {
        try
        {
            return DoorRow.Of(await client.InvokeAsync(WsManResource.Parse($"{space}/{className}"), method, [.. arguments],
                cancellationToken).ConfigureAwait(false));
        }
        catch (WsManClientException failure)
        {
            throw Failed(failure);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return default;
    }

    private static LogonDoorException Failed(WsManClientException failure) => new(failure.Failure switch
    {
        WsManFailure.LogonRefused => LogonOutcome.Refused,
        WsManFailure.Fault or WsManFailure.Malformed => LogonOutcome.Accepted,
        _ => LogonOutcome.NotTried,
    }, failure.Message, failure);
}
