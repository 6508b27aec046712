using System.Globalization;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>The body of an Enumerate ([DSP0226] 8.2).</summary>
internal sealed class EnumerateBody
{
    /// <summary>The mode.</summary>
    public EnumerationMode Mode { get; private set; }

    /// <summary>True where the first items shall come with the reply.</summary>
    public bool Optimize { get; private set; }

    /// <summary>How many items the reply may hold.</summary>
    public long MaxElements { get; private set; } = 1;

    /// <summary>Expires as the client wrote it, or null.</summary>
    public string? Expires { get; private set; }

    /// <summary>The filter, or null.</summary>
    public EnumerationFilter? Filter { get; private set; }

    /// <summary>PolymorphismMode of [DSP0227] 9.3 as the client wrote it, or null.</summary>
    public string? Polymorphism { get; private set; }

    /// <summary>Reads the body that the request's reader stands on.</summary>
    public static EnumerateBody Read(WsManRequest request)
    {
        var reader = request.Body;
        if (!request.HasBody || !reader.Is("Enumerate", Namespaces.Enumeration)) throw new WsManFaultException(Fault.SchemaValidation("The body holds no Enumerate."));
        var body = new EnumerateBody();
        reader.Enter();
        while (reader.NextChild())
        {
            switch (reader.NamespaceUri, reader.LocalName)
            {
                case (Namespaces.Enumeration, "Expires"): body.Expires = reader.ReadText(); break;
                case (Namespaces.Enumeration or Namespaces.WsMan, "Filter"): body.SetFilter(EnumerationFilter.Read(reader, request.Limits)); break;
                case (Namespaces.WsMan, "OptimizeEnumeration"): body.Optimize = true; reader.Skip(); break;
                case (Namespaces.WsMan or Namespaces.Enumeration, "MaxElements"): body.MaxElements = PullBody.AtLeastOne(reader.ReadNumber(), "MaxElements"); break;
                case (Namespaces.WsMan, "EnumerationMode"): body.Mode = ReadMode(reader.ReadText()); break;
                case (Namespaces.CimBinding, "PolymorphismMode"): body.Polymorphism = reader.ReadText(); break;
                default: reader.Skip(); break;
            }
        }
        return body;
    }

    /// <summary>When the enumeration expires: what the client asks, within a day; else the setting.</summary>
    public DateTimeOffset ExpiresAt(DateTimeOffset now, WsManSettings settings) => ParseExpires(Expires, now, settings);

    /// <summary>Reads an Expires: a duration, or a point in time.</summary>
    public static DateTimeOffset ParseExpires(string? text, DateTimeOffset now, WsManSettings settings)
    {
        var standard = TimeSpan.FromMilliseconds(settings.EnumerationTimeoutMs);
        if (string.IsNullOrEmpty(text)) return now + standard;
        if (!XsDuration.TryParse(text, out var lasts))
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                throw new WsManFaultException(Fault.InvalidExpirationTime());
            lasts = at - now;
        }
        if (lasts <= TimeSpan.Zero) throw new WsManFaultException(Fault.InvalidExpirationTime());
        // An abandoned enumeration costs memory: an hour is what the longest of real clients asks.
        var most = TimeSpan.FromHours(1);
        return now + (lasts < most ? lasts : most);
    }

    private void SetFilter(EnumerationFilter filter)
    {
        // [DSP0226] 8.3: one of the two elements, not both.
        if (Filter is not null) throw new WsManFaultException(Fault.CannotProcessFilter("The request has two filters."));
        Filter = filter;
    }

    private static EnumerationMode ReadMode(string text) => text switch
    {
        "EnumerateObject" => EnumerationMode.Object,
        "EnumerateEPR" => EnumerationMode.Reference,
        "EnumerateObjectAndEPR" => EnumerationMode.ObjectAndReference,
        _ => throw new WsManFaultException(Fault.Unsupported($"There is no EnumerationMode {text}.", FaultDetails.EnumerationMode, WsManErrors.EnumerationModeUnsupported)),
    };
}
