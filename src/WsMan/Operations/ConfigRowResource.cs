using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// A table of winrm/config: administrators can get its rows by their keys and enumerate them ([MS-WSMV] 3.1.4.1.29). Each table defines
/// what can be changed.
/// </summary>
/// <param name="uri">The table's resource.</param>
/// <param name="enumerations">The enumerations that are open.</param>
internal abstract class ConfigRowResource(string uri, EnumerationTable enumerations) : IResource
{
    private readonly EnumerationReplies _enumerations = new(enumerations);

    public IEnumerable<ResourceName> Names => [uri];

    public void Read(in BodySource source)
    {
        if (EnumerationReplies.Reads(source)) return;
        if (source.Headers.Action is Actions.Put or Actions.Create) ConfigRowBody.Read(source);
    }

    public Role RequiredRole(WsManRequest request) => Role.Administrator;

    public async ValueTask RespondAsync(WsManRequest request)
    {
        RequestOptions.Check(request);
        if (request.Headers.Fragment is not null)
            throw new WsManFaultException(Fault.FragmentsNotSupported("The configuration has no fragments."));
        if (_enumerations.Answers(request, EnumerateAsync, out var answer))
        {
            await answer.ConfigureAwait(false);
            return;
        }
        switch (request.Headers.Action)
        {
            case Actions.Get: Write(request, Find(request)); break;
            case Actions.Put: Write(request, await PutAsync(request).ConfigureAwait(false)); break;
            case Actions.Create: request.BeginCreated(ReferenceTo(await CreateAsync(request).ConfigureAwait(false), uri)); break;
            case Actions.Delete:
                await DeleteAsync(request).ConfigureAwait(false);
                request.BeginReply();
                break;
            default: throw new WsManFaultException(Fault.ActionNotSupported(request.Headers.Action));
        }
    }

    /// <summary>The rows there are now.</summary>
    protected abstract IReadOnlyList<ConfigRow> Rows();

    /// <summary>Changes the row that the selectors name, and gives it as it is then.</summary>
    protected abstract ValueTask<ConfigRow> PutAsync(WsManRequest request);

    /// <summary>Makes a row.</summary>
    protected abstract ValueTask<ConfigRow> CreateAsync(WsManRequest request);

    /// <summary>Deletes the row that the selectors name.</summary>
    protected abstract ValueTask DeleteAsync(WsManRequest request);

    /// <summary>The row that the selectors name.</summary>
    /// <exception cref="WsManFaultException">A key is missing or unknown, or no row has these.</exception>
    protected ConfigRow Find(WsManRequest request)
    {
        var given = request.Headers.Selectors;
        var rows = Rows();
        var found = rows.FirstOrDefault(
            row =>
            row.Keys.All(
            key => given.Exists(s => s.Name.Equals(key.Name, StringComparison.OrdinalIgnoreCase)
            && s.Value.Equals(key.Value, StringComparison.OrdinalIgnoreCase))));
        foreach (var key in KeyNames)
        {
            if (request.Headers.FindSelector(key) is null)
                throw new WsManFaultException(
                    Fault.InvalidSelectors($"The selector {key} is missing.", FaultDetails.InsufficientSelectors));
        }
        if (given.Count > KeyNames.Count)
            throw new WsManFaultException(
                Fault.InvalidSelectors($"The keys are {string.Join(", ", KeyNames)}.", FaultDetails.UnexpectedSelectors));
        return found ?? throw new WsManFaultException(Fault.InstanceNotFound(uri));
    }

    /// <summary>The names of the keys.</summary>
    protected abstract IReadOnlyList<string> KeyNames { get; }

    /// <summary>A key of a new row. Keys are selectors ([MS-WSMV] 4.2.3); a client without selectors may put them into the body.</summary>
    protected static string Key(WsManRequest request, ILookup<string, string> values, string name) =>
        request.Headers.FindSelector(name)?.Value ?? values[name].FirstOrDefault()
        ?? throw new WsManFaultException(Fault.InvalidSelectors($"The selector {name} is missing.", FaultDetails.InsufficientSelectors));

    private ValueTask EnumerateAsync(WsManRequest request)
    {
        var body = request.BodyAs<EnumerateBody>();
        // [MS-WSMV] 3.1.4.1.13.
        if (body.Filter is not null) throw new WsManFaultException(Fault.FilteringNotSupported());
        return _enumerations.EnumerateAsync(
            request, body, Rows().Select(row => (IEnumerationItem)new Item(row, uri)).ToArray().ToAsyncEnumerable(),
            new CancellationTokenSource());
    }

    private void Write(WsManRequest request, ConfigRow row)
    {
        request.Reference = ReferenceTo(row, uri);
        request.BeginReply();
        row.Write(request.Reply.Xml);
    }

    private static EndpointReference ReferenceTo(ConfigRow row, string uri) => new(WellKnown.Anonymous, uri, row.Keys);

    private sealed record Item(ConfigRow Row, string Uri) : IEnumerationItem
    {
        public EndpointReference Reference => ReferenceTo(Row, Uri);

        public void WriteObject(EnvelopeWriter writer) => Row.Write(writer.Xml);
    }
}
