namespace Sekimori.Survey.Directory;

/// <summary>The protocol operations that are used (RFC 4511 4.1.1): numbers of application tags.</summary>
internal enum LdapOperation
{
    /// <summary>BindRequest.</summary>
    BindRequest = 0,

    /// <summary>BindResponse.</summary>
    BindResponse = 1,

    /// <summary>UnbindRequest.</summary>
    UnbindRequest = 2,

    /// <summary>SearchRequest.</summary>
    SearchRequest = 3,

    /// <summary>SearchResultEntry.</summary>
    SearchResultEntry = 4,

    /// <summary>SearchResultDone.</summary>
    SearchResultDone = 5,

    /// <summary>SearchResultReference.</summary>
    SearchResultReference = 19,

    /// <summary>ExtendedResponse: unasked, it is the notice of disconnection.</summary>
    ExtendedResponse = 24,
}
