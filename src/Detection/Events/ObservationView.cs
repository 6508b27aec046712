using System.Globalization;
using System.Net;
using Sekimori.Detection.Sigma;
using Sekimori.Observations;

namespace Sekimori.Detection.Events;

/// <summary>An observation as rules see it. One view is used for all observations of an engine.</summary>
internal sealed class ObservationView : EventView
{
    private static readonly string[] Small = [.. Enumerable.Range(0, 256).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    private Observation? _seen;

    /// <summary>The observation that is checked.</summary>
    public Observation Seen
    {
        get => _seen ?? throw new InvalidOperationException("The view has no observation yet.");
        set => _seen = value;
    }

    /// <inheritdoc/>
    public override DateTimeOffset Time => Seen.Time;

    /// <inheritdoc/>
    public override object Subject => Seen.ToRecord();

    /// <inheritdoc/>
    public override bool? IsFrom(LogSource source) => source.IsFor(Seen.Kind);

    /// <inheritdoc/>
    public override bool Has(Field field)
    {
        var index = 0;
        return Next(field, ref index, out _);
    }

    /// <inheritdoc/>
    public override bool Next(Field field, ref int index, out string? value)
    {
        value = null;
        if (field.Id == ObservationField.Fact) return Seen.Facts.Next(field.Fact, ref index, out value);
        if (field.Id == ObservationField.OtherHost) return NextOther(ref index, out value);
        if (index++ > 0) return false;
        value = Read(Seen, field.Id);
        return value is not null;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Everything()
    {
        for (var id = ObservationField.Kind; id < ObservationField.Fact; id++)
            if (Read(Seen, id) is { } value) yield return value;
        foreach (var (_, value) in Seen.Facts.All) yield return value;
    }

    /// <summary>The value of a field as text; null if the observation has none.</summary>
    internal static string? Read(Observation seen, ObservationField field) => field switch
    {
        ObservationField.Kind => ObservationJson.Name(seen.Kind),
        ObservationField.Time => seen.Time.ToString("O", CultureInfo.InvariantCulture),
        ObservationField.Source => ObservationJson.Name(seen.Source),
        ObservationField.Client => seen.Client.AddressText,
        ObservationField.ClientPort => Number(seen.Client.Port),
        ObservationField.Server => seen.Server.AddressText,
        ObservationField.ServerPort => Number(seen.Server.Port),
        ObservationField.Transport => ObservationJson.Name(seen.Transport),
        ObservationField.Account => seen.Account,
        ObservationField.Scheme => seen.Scheme,
        ObservationField.Interface => seen.Interface?.UuidText,
        ObservationField.InterfaceName => seen.Interface is { Name.Length: > 0 } known ? known.Name : null,
        ObservationField.Version => seen.Version,
        ObservationField.Opnum => seen.Opnum < 0 ? null : Number(seen.Opnum),
        ObservationField.Operation => seen.Operation,
        ObservationField.Level => Number((int)seen.Level),
        ObservationField.Pipe => seen.Pipe.Length > 0 ? seen.Pipe : null,
        ObservationField.Resource => seen.Resource.Length > 0 ? seen.Resource : null,
        ObservationField.Action => seen.Action.Length > 0 ? seen.Action : null,
        ObservationField.Bytes => Number(seen.Bytes),
        ObservationField.Status => seen.Status < 0 ? null : Number(seen.Status),
        ObservationField.IsAlter => seen.IsAlter ? "true" : "false",
        ObservationField.IsSealed => seen.IsSealed ? "true" : "false",
        ObservationField.IsInferred => seen.IsInferred ? "true" : "false",
        ObservationField.CallId => Number(seen.CallId),
        ObservationField.Duration => seen.Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ObservationField.PipeOrPort => seen.Pipe.Length > 0 ? seen.Pipe : Number(seen.Server.Port),
        ObservationField.FirewallLog => "RPCFW",
        ObservationField.FirewallEvent => "3",
        _ => null,
    };

    private bool NextOther(ref int index, out string? value)
    {
        while (Seen.Facts.Next(Fact.RemoteHost, ref index, out value))
            if (IsOther(value)) return true;
        value = null;
        return false;
    }

    /// <summary>
    /// An address that is neither end, or a name with a port for WebDAV: "host@80", "host@SSL@443". A plain name could be either end's own.
    /// </summary>
    private bool IsOther(string host)
    {
        if (host.Contains('@', StringComparison.Ordinal)) return true;
        return IPAddress.TryParse(host, out var address) && !address.Equals(Seen.Server.Address) && !IPAddress.IsLoopback(address);
    }

    private static string Number(long number) => (ulong)number < 256 ? Small[number] : number.ToString(CultureInfo.InvariantCulture);
}
