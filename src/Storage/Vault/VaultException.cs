namespace Sekimori.Storage.Vault;

/// <summary>The vault cannot do what was asked. The message names no secret.</summary>
internal sealed class VaultException(string message, bool isRefusal, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True if the vault works, and the entry is missing or already there.</summary>
    public bool IsRefusal => isRefusal;
}
