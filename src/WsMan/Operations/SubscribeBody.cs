using Sekimori.Observations;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>The body of a Subscribe ([DSP0226] 10.2), which is refused: where events were to go is of interest nevertheless.</summary>
internal sealed class SubscribeBody : IRequestBody
{
    /// <summary>Where events were to go (wse:NotifyTo).</summary>
    public string? NotifyTo { get; private set; }

    /// <summary>The filter's expression, if it is text.</summary>
    public string? Query { get; private set; }

    /// <summary>Reads the body.</summary>
    public static void Read(in BodySource source)
    {
        // The absence of events is more informative than the faults of the body.
        var reader = source.Reader;
        if (!source.HasElement || !reader.Is("Subscribe", Namespaces.Eventing)) return;
        var body = source.Begin(new SubscribeBody());
        var seen = new Occurrences();
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("Delivery", Namespaces.Eventing))
            {
                seen.Take(0, "Delivery");
                body.ReadDelivery(reader, source.Limits);
            }
            else if (reader.Is("Filter", Namespaces.WsMan) || reader.Is("Filter", Namespaces.Eventing))
            {
                seen.Take(1, "Filter");
                body.ReadFilter(reader);
            }
            else reader.Skip();
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        if (NotifyTo is not null) facts.Add(Fact.NotifyTo, NotifyTo);
        if (Query is { Length: > 0 }) facts.Add(Fact.Query, Query);
    }

    private void ReadDelivery(EnvelopeReader reader, SoapLimits limits)
    {
        reader.Enter();
        while (reader.NextChild())
        {
            if (!reader.Is("NotifyTo", Namespaces.Eventing)) reader.Skip();
            else if (NotifyTo is null) NotifyTo = EndpointReference.Read(reader, limits).Address;
            else throw new WsManFaultException(Fault.SchemaValidation("The subscription has two delivery addresses."));
        }
    }

    private void ReadFilter(EnvelopeReader reader)
    {
        if (reader.TryReadText(out var text))
        {
            Query = text.Trim();
            return;
        }
        while (reader.NextChild()) reader.Skip();
    }
}
