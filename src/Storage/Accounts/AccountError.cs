namespace Sekimori.Storage.Accounts;

/// <summary>Why the account store did not do what it was asked.</summary>
internal enum AccountError
{
    /// <summary>There is an account of this name.</summary>
    Exists,

    /// <summary>There is no such account or mapping.</summary>
    NotFound,

    /// <summary>The name cannot be an account's.</summary>
    BadName,

    /// <summary>The password is empty or too long.</summary>
    BadPassword,

    /// <summary>Another process holds the store.</summary>
    Busy,

    /// <summary>The file cannot be read as what it should be.</summary>
    Unreadable,

    /// <summary>Others than the owner can read or write the file.</summary>
    Exposed,
}
