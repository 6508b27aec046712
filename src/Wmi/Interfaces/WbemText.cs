using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Wmi.Interfaces;

/// <summary>
/// A BSTR that a client sends to WMI ([MS-WMI] 2.2.1). WMI reads it as text with a terminator: some clients count theirs as a part of it,
/// and what follows one is not read by anybody. It is cut here, so that the guard sees what the operation gets.
/// </summary>
/// <param name="Value">The text; null if the BSTR itself says that there is none.</param>
internal sealed record WbemText(string? Value) : INdrType<WbemText>, IObserved
{
    /// <summary>What a client sends.</summary>
    public static implicit operator WbemText?(string? text) => text is null ? null : new(text);

    /// <inheritdoc/>
    public static WbemText ReadNdr(ref NdrReader reader)
    {
        var text = reader.ReadBstr();
        return new(text?.IndexOf('\0') is >= 0 and var end ? text[..end] : text);
    }

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, WbemText value)
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteBstr(value.Value ?? "");
    }

    /// <inheritdoc/>
    public void Observe(Fact fact, FactSet facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (Value is not null)
            facts.Add(fact, Value);
    }
}
