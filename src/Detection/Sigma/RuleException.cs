using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Detection.Sigma;

/// <summary>A rule file contains something that is not valid; the message names file, line and column.</summary>
public sealed class RuleException : Exception
{
    /// <summary>A fault at a node of the file.</summary>
    public RuleException(string file, YamlNode node, string message) : this(file, node.Start, message)
    {
    }

    /// <summary>A fault at a place in the file.</summary>
    public RuleException(string file, Mark mark, string message) : base($"{file}:{mark.Line}:{mark.Column}: {message}")
    {
    }
}
