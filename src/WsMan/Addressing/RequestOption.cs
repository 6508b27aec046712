namespace Sekimori.WsMan.Addressing;

/// <summary>One option of the OptionSet ([DSP0226] 6.4).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as text.</param>
/// <param name="MustComply">True if the client would rather have a fault than be ignored.</param>
internal sealed record RequestOption(string Name, string Value, bool MustComply)
{
    /// <summary>The value as a boolean: clients write them in any case, and as numbers.</summary>
    public bool IsTrue => Value.Equals("true", StringComparison.OrdinalIgnoreCase) || Value == "1";
}
