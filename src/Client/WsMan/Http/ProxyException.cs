namespace Sekimori.Client.WsMan.Http;

/// <summary>A proxy does not do what is requested. The message is for people.</summary>
internal sealed class ProxyException(string message, Exception? inner = null) : Exception(message, inner);
