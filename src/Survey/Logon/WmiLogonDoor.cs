using Sekimori.Cim.Model;
using Sekimori.Client.Wmi;
using Sekimori.Security.Credentials;

namespace Sekimori.Survey.Logon;

/// <summary>WMI over DCOM with a logon, every call encrypted. Each namespace is a connection of its own, with a logon of its own.</summary>
internal sealed class WmiLogonDoor(string host, Credential credential, WmiClientOptions options) : ILogonDoor
{
    private const string Usual = "root/cimv2";

    private readonly Dictionary<string, WmiClient> _clients = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public string Name => "135/wmi";

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken) => RunAsync(() => ClientAsync(Usual, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<DoorRow>> QueryAsync(string wql, int most, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        var client = await ClientAsync(Usual, cancellationToken).ConfigureAwait(false);
        var rows = new List<DoorRow>();
        await foreach (var row in client.QueryAsync(wql, cancellationToken).ConfigureAwait(false))
        {
            rows.Add(DoorRow.Of(row.Class.Properties.Select(property => (property.Name, row[property.Index]))));
            if (rows.Count >= most) break;
        }

        return (IReadOnlyList<DoorRow>)rows;
    });

    /// <inheritdoc/>
    public Task<DoorRow> InvokeAsync(string space, string className, string method,
        IReadOnlyList<KeyValuePair<string, string?>> arguments, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        var client = await ClientAsync(space, cancellationToken).ConfigureAwait(false);
        var (definition, answer) = await client.InvokeAsync(className, method,
            [.. arguments.Select(one => KeyValuePair.Create(one.Key, (CimValue)one.Value))],
            cancellationToken).ConfigureAwait(false);
        return DoorRow.Of(definition.Out.Select((parameter, at) => (parameter.Name, answer.Out[at]))
            .Append(("ReturnValue", answer.ReturnValue)));
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values) await client.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<WmiClient> ClientAsync(string space, CancellationToken cancellationToken)
    {
        if (_clients.TryGetValue(space, out var known)) return known;
        return _clients[space] = await WmiClient.ConnectAsync(host, credential, options with { Namespace = space.Replace('/', '\\') },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (WmiClientException failure)
        {
            throw new LogonDoorException(failure.Failure switch
            {
                WmiFailure.Logon => LogonOutcome.Refused,
                // The account was accepted and lacks a right, or the class is not there.
                WmiFailure.LaunchRight or WmiFailure.AccessRight or WmiFailure.NamespaceRight or WmiFailure.NotFound
                    or WmiFailure.Server => LogonOutcome.Accepted,
                _ => LogonOutcome.NotTried,
            }, failure.Message, failure);
        }
    }
}
