// The corner shop in Taro with React.
import './app.css'
function App({ children }) { return children }
export default App
