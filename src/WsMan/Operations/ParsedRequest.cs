using Sekimori.Observations;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// A request as the service read it, and as it does it: there is no second reading. If a fault ended the reading, it holds what was read
/// until then.
/// </summary>
public sealed class ParsedRequest
{
    /// <summary>The headers.</summary>
    public RequestHeaders Headers { get; } = new();

    /// <summary>The body; null if the operation has none, or it was not reached.</summary>
    internal IRequestBody? Body { get; set; }

    /// <summary>True once all of it has been read, and can be done.</summary>
    public bool IsWhole { get; internal set; }

    /// <summary>True for Identify, which has no headers that mean anything ([DSP0226] 11).</summary>
    public bool IsIdentify { get; internal set; }

    /// <summary>True if the object manager asks the guard for each class, once it knows which these are.</summary>
    public bool AsksForClasses { get; internal set; }

    /// <summary>
    /// The class that the resource names, as the client wrote it; null if it names none. What counts is what the object manager makes of
    /// it.
    /// </summary>
    public string? NamedClass { get; internal set; }

    /// <summary>The method that the action names, as the client wrote it; null if it is not a method.</summary>
    public string? NamedMethod { get; internal set; }

    /// <summary>
    /// True if it was answered with the kept reply of an earlier operation ([MS-WSMV] 3.1.4.1.39): nothing was executed for it.
    /// </summary>
    public bool IsResent { get; internal set; }

    /// <summary>What is wrong with the envelope, if it cannot be read.</summary>
    internal EnvelopeDefect Defect { get; set; }

    /// <summary>What is to be done; empty for Identify, and where it is not known.</summary>
    public string Action => IsIdentify ? "" : Headers.Action;

    /// <summary>The resource that it is to be done to; empty for Identify, and where it is not known.</summary>
    public string ResourceUri => IsIdentify ? "" : Headers.ResourceUri;

    /// <summary>Describes what it holds.</summary>
    /// <param name="facts">Receives the facts.</param>
    public void Describe(FactSet facts)
    {
        if (IsIdentify) return;
        foreach (var selector in Headers.Selectors) facts.Add(Fact.Selector, selector.ToString());
        foreach (var option in Headers.Options) facts.Add(Fact.Option, $"{option.Name}={option.Value}");
        if (Headers.Fragment is { } fragment) facts.Add(Fact.Fragment, fragment.Path);
        Body?.Describe(facts);
    }
}
