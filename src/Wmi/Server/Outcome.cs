using Sekimori.Wmi.Operations;

namespace Sekimori.Wmi.Server;

/// <summary>What an operation with one result ended with.</summary>
/// <param name="Unit">An encoded object, of GetObject and ExecMethod.</param>
/// <param name="Text">A path, of PutInstance.</param>
/// <param name="Space">A namespace, of OpenNamespace.</param>
internal sealed record Outcome(byte[]? Unit = null, string? Text = null, WmiNamespace? Space = null);
