// Strokes as data, so that undo and a new canvas can draw them again. A stroke: { color, width, points: [x, y, x, y, …] }.

/** Draws points from index `from` (an even number) on, smoothed through the middles of segments. */
function drawStroke(context, { color, width, points }, from = 0) {
  context.strokeStyle = color
  context.fillStyle = color
  context.lineWidth = width
  context.lineCap = 'round'
  context.lineJoin = 'round'
  if (points.length === 2) {
    context.beginPath()
    context.arc(points[0], points[1], width / 2, 0, Math.PI * 2)
    context.fill()
    return
  }
  const middle = (i) => [(points[i - 2] + points[i]) / 2, (points[i - 1] + points[i + 1]) / 2]
  context.beginPath()
  const start = Math.max(2, from)
  if (start === 2) context.moveTo(points[0], points[1])
  else context.moveTo(...middle(start - 2))
  for (let i = start; i < points.length; i += 2) {
    const [x, y] = middle(i)
    context.quadraticCurveTo(points[i - 2], points[i - 1], x, y)
  }
  context.lineTo(points[points.length - 2], points[points.length - 1])
  context.stroke()
}

function drawAll(context, size, strokes, background) {
  context.fillStyle = background
  context.fillRect(0, 0, size.width, size.height)
  strokes.forEach((stroke) => drawStroke(context, stroke))
}

module.exports = { drawStroke, drawAll }
