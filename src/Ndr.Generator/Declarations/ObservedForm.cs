namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>How a fact is derived from a value.</summary>
internal enum ObservedForm
{
    /// <summary>A string is the fact.</summary>
    Text,

    /// <summary>A UUID, as text.</summary>
    Uuid,

    /// <summary>An integer, in decimal.</summary>
    Number,

    /// <summary>The value implements IObserved.</summary>
    Self,
}
